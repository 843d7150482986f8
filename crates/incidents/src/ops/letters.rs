//! Mails to a company: they say that there is something to read, in which case, from whom, and where. What it is stays
//! on its page.

use jiff::{SignedDuration, Timestamp};
use platform::languages::Words;
use platform::mail::{self, Outgoing, SITE};
use platform::store::{At, Tx};
use platform::text::Language;

use crate::context::Addressee;
use crate::error::Result;
use crate::store::entities::case;

/// What happens in a case within this time after a mail is told by one more mail at its end.
const TOGETHER: SignedDuration = SignedDuration::from_mins(15);

/// When the next mail about news at `now` leaves: at once, or when the time after the last one is over. `None`: one is
/// about to leave that tells of it.
fn leaves(last: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    match last {
        Some(last) if last > now => None,
        Some(last) => last.checked_add(TOGETHER).ok().map(|next| next.max(now)),
        None => Some(now),
    }
}

/// Tells a company that something stands on its page. A company whose records are gone is not written to. The row is
/// saved by the caller.
pub(super) async fn something_to_read(tx: &Tx, to: Option<&Addressee>, row: &mut case::Model) -> Result<()> {
    let Some(to) = to.filter(|to| !to.company.mail.is_empty()) else {
        return Ok(());
    };
    let Some(at) = leaves(row.news_at.map(At::instant), tx.now()) else {
        return Ok(());
    };
    row.news_at = Some(At::from(at));
    mail::send_at(tx, letter(to, row, at), at).await?;
    Ok(())
}

fn letter(to: &Addressee, row: &case::Model, at: Timestamp) -> Outgoing {
    let company = &to.company;
    let language = match company.language.as_str() {
        "en" => Language::En,
        _ => Language::Ja,
    };
    let words = Words::new(language);
    let path = match language {
        Language::Ja => format!("{SITE}/support/cases/{}", row.id),
        Language::En => format!("{SITE}/en/support/cases/{}", row.id),
    };
    let number = crate::code(row.number);
    let values = [
        ("company", company.name.clone().into()),
        ("person", company.contact_person.clone().into()),
        ("number", number.clone().into()),
        ("link", path.into()),
    ];
    let mut body = words.say_with("support-mail-body", &values);
    if !to.telephone.is_empty() {
        let values = [
            ("number", number.clone().into()),
            ("telephone", to.telephone.to_string().into()),
        ];
        body.push_str("\n\n");
        body.push_str(&words.say_with("support-mail-telephone", &values));
    }
    let office = to.office.in_language(language);
    body.push_str("\n\n");
    body.push_str(&words.say_with("support-mail-from", &[("office", office.to_owned().into())]));
    Outgoing {
        to: company.mail.clone(),
        subject: words.say_with("support-mail-subject", &[("number", number.into())]),
        body,
        language,
        subject_of: Some(("case", row.id.to_string())),
        dedupe_key: Some(format!("case/{}/{}", row.id, at.as_microsecond())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mail_at_once_and_one_for_all_that_follows() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        assert_eq!(leaves(None, at(0)), Some(at(0)));
        assert_eq!(leaves(Some(at(0)), at(1)), Some(at(15)));
        assert_eq!(leaves(Some(at(15)), at(2)), None);
        assert_eq!(leaves(Some(at(15)), at(16)), Some(at(30)));
        assert_eq!(leaves(Some(at(15)), at(60)), Some(at(60)));
    }
}

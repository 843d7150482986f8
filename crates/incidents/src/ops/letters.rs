//! Mails to a company: they say that there is something to read, and where. What it is stays on its page.

use contracts::companies::Company;
use platform::languages::Words;
use platform::mail::{self, Outgoing, SITE};
use platform::store::Tx;
use platform::text::Language;

use crate::error::Result;
use crate::store::entities::case;

/// Tells a company that something stands on its page. A company whose records are gone is not written to.
pub(super) async fn something_to_read(tx: &Tx, company: Option<&Company>, row: &case::Model) -> Result<()> {
    let Some(company) = company.filter(|company| !company.mail.is_empty()) else {
        return Ok(());
    };
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
        ("number", number.into()),
        ("link", path.into()),
    ];
    let letter = Outgoing {
        to: company.mail.clone(),
        subject: words.say("support-mail-subject"),
        body: words.say_with("support-mail-body", &values),
        language,
        subject_of: Some(("case", row.id.to_string())),
        dedupe_key: Some(format!("case/{}/{}", row.id, row.version)),
    };
    mail::send(tx, letter).await?;
    Ok(())
}

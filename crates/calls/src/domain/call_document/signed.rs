//! The signed copy of a consent: the text that was signed, who signed which part, and what proves it (C15).

use documents::model::{Block, Document, Fact, SignatureForm, SignatureLine, SignaturePart};
use jiff::Timestamp;
use platform::text::Language;

use super::consents::{bare, notes, part_title, text};
use super::voice::Voice;
use crate::domain::definition::consents::{Consent, Part};
use crate::domain::review::Review;

/// How a part was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Name typed and box ticked on the page.
    Typed,
    /// A stamped scan was sent in.
    Scan,
}

/// The stamped scan behind a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanRecord {
    /// Name of the file as it was sent.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// When it arrived.
    pub at: Timestamp,
    /// The secretariat recorded a paper that came by post; otherwise the company sent the file.
    pub by_secretariat: bool,
    /// How far the secretariat has come with it.
    pub review: Review,
    /// When it was accepted or sent back.
    pub reviewed_at: Option<Timestamp>,
}

/// One part, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPart {
    /// Which part.
    pub part: Part,
    /// Name of the representative or participant, as typed.
    pub signer: String,
    /// Name and address of the company, as typed (company part).
    pub company: Option<(String, String)>,
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: How,
    /// The file, where a scan was sent in.
    pub scan: Option<ScanRecord>,
    /// Network address it came from.
    pub client_address: String,
    /// SHA-256 of the text that was signed, hexadecimal.
    pub document_hash: String,
}

/// What stands around the text.
#[derive(Clone, Copy, Debug)]
pub struct SignedConsent<'a> {
    /// The text as it was when it was signed.
    pub consent: &'a Consent,
    /// Name of the programme.
    pub programme: &'a str,
    /// Receipt number of the application.
    pub receipt: &'a str,
    /// Signatures so far, in any order.
    pub parts: &'a [SignedPart],
}

/// The signed copy. It carries the moment of the last signature, so that it is the same file every time.
pub fn signed_consent_document(signed: &SignedConsent<'_>, language: Language) -> Document {
    let voice = Voice::new(language);
    let mut document = bare(signed.consent, voice);
    document.header = signed.programme.to_owned();
    document.footer = format!("{} {}", voice.say("call-signed-receipt"), signed.receipt);
    document.made_at = signed.parts.iter().map(|part| part.at).max();
    // A tagged PDF begins with a heading of level 1, and articles are of level 2.
    document
        .blocks
        .push(Block::heading(1, voice.say("call-signed-copy")));
    document.blocks.extend(text(signed.consent, voice));
    document.blocks.push(Block::Signatures(form(signed, voice)));
    document.blocks.extend(notes(signed.consent, voice));
    document
        .blocks
        .push(Block::heading(1, voice.say("call-signed-record")));
    document
        .blocks
        .push(Block::paragraph(voice.say("call-signed-lead")));
    for part in in_order(signed) {
        document
            .blocks
            .push(Block::heading(2, voice.say(part_title(part.part))));
        document.blocks.push(Block::Facts {
            facts: record(part, signed.receipt, voice),
        });
    }
    document
}

/// In the order of the consent, which is also how it is printed.
fn in_order<'a>(signed: &SignedConsent<'a>) -> impl Iterator<Item = &'a SignedPart> {
    let parts = signed.parts;
    signed
        .consent
        .parts
        .iter()
        .flat_map(move |wanted| parts.iter().filter(move |part| part.part == *wanted))
}

fn form(signed: &SignedConsent<'_>, voice: Voice) -> SignatureForm {
    let line = |key: &str, value: &str| SignatureLine {
        label: voice.say(key),
        value: Some(value.to_owned()),
        seal: None,
    };
    let parts = in_order(signed).map(|part| {
        let mut lines = Vec::new();
        if let Some((name, address)) = &part.company {
            lines.push(line("call-sign-company", name));
            lines.push(line("call-sign-address", address));
        }
        let label = match part.part {
            Part::Company => "call-sign-representative",
            Part::Participant => "call-sign-participant",
        };
        lines.push(line(label, &part.signer));
        SignaturePart {
            title: voice.say(part_title(part.part)),
            lines,
        }
    });
    let last = signed.parts.iter().map(|part| part.at).max();
    let date = last.map(|at| voice.words.date(platform::clock::date_in_tokyo(at)));
    SignatureForm {
        date,
        parts: parts.collect(),
    }
}

fn record(part: &SignedPart, receipt: &str, voice: Voice) -> Vec<Fact> {
    let how = match part.how {
        How::Typed => "call-signed-typed",
        How::Scan => "call-signed-scan",
    };
    let at = moment(part.at, voice);
    let mut facts = vec![
        Fact::new(voice.say("call-signed-name"), part.signer.as_str()),
        Fact::new(voice.say("call-signed-at"), at),
        Fact::new(voice.say("call-signed-how"), voice.say(how)),
    ];
    if let Some(scan) = &part.scan {
        facts.extend(of_scan(scan, voice));
    }
    if !part.scan.as_ref().is_some_and(|scan| scan.by_secretariat) {
        let address = part.client_address.as_str();
        facts.push(Fact::new(voice.say("call-signed-address"), address));
    }
    facts.push(Fact::new(
        voice.say("call-signed-hash"),
        part.document_hash.as_str(),
    ));
    facts.push(Fact::new(voice.say("call-signed-receipt"), receipt));
    facts
}

/// What names the file, so that nobody can put another one in its place, and what the secretariat said of it.
fn of_scan(scan: &ScanRecord, voice: Voice) -> Vec<Fact> {
    let sender = if scan.by_secretariat {
        "call-scan-from-secretariat"
    } else {
        "call-scan-from-company"
    };
    let review = match (scan.review, scan.reviewed_at) {
        (Review::ToReview, _) => voice.say("call-scan-to-review"),
        (Review::Returned, _) => voice.say("call-scan-returned"),
        (Review::Accepted, Some(at)) => {
            voice.with("call-scan-accepted-at", &[("at", moment(at, voice).into())])
        }
        (Review::Accepted, None) => voice.say("call-scan-accepted"),
    };
    let size = voice.with(
        "call-scan-bytes",
        &[("size", voice.words.number(scan.size).into())],
    );
    vec![
        Fact::new(voice.say("call-scan-name"), scan.name.as_str()),
        Fact::new(voice.say("call-scan-size"), size),
        Fact::new(voice.say("call-scan-hash"), scan.sha256.as_str()),
        Fact::new(voice.say("call-scan-at"), moment(scan.at, voice)),
        Fact::new(voice.say("call-scan-from"), voice.say(sender)),
        Fact::new(voice.say("call-scan-review"), review),
    ]
}

/// Date and time to the second, in Japan.
fn moment(at: Timestamp, voice: Voice) -> String {
    let clock = platform::clock::in_tokyo(at).strftime("%H:%M:%S");
    format!("{} {clock}", voice.words.date(platform::clock::date_in_tokyo(at)))
}

#[cfg(test)]
mod tests {
    use documents::html::fragment;
    use platform::text::Text;

    use super::*;
    use crate::domain::definition::consents::Article;

    fn text(words: &str) -> Text {
        Text {
            ja: words.to_owned(),
            en: words.to_owned(),
        }
    }

    fn consent() -> Consent {
        Consent {
            id: "participation".to_owned(),
            title: text("参加同意書"),
            preamble: text("同意します。"),
            articles: vec![Article {
                mark: text("第１"),
                title: text("目的"),
                paragraphs: Vec::new(),
                clauses: Vec::new(),
            }],
            closing: None,
            parts: vec![Part::Company],
            notes: Vec::new(),
        }
    }

    /// C15: the copy names the file, so that nobody can put another one in its place.
    #[test]
    fn the_copy_names_the_scan() {
        let hash = "0123456789abcdef".repeat(4);
        let at: Timestamp = "2025-07-18T07:00:05Z".parse().unwrap();
        let mut part = SignedPart {
            part: Part::Company,
            signer: "小川 春香".to_owned(),
            company: None,
            at,
            how: How::Scan,
            scan: Some(ScanRecord {
                name: "同意書 押印.pdf".to_owned(),
                size: 1_234_567,
                sha256: hash.clone(),
                at,
                by_secretariat: false,
                review: Review::ToReview,
                reviewed_at: None,
            }),
            client_address: "192.0.2.1".to_owned(),
            document_hash: "ff".repeat(32),
        };
        let html = |part: &SignedPart| {
            let consent = consent();
            let signed = SignedConsent {
                consent: &consent,
                programme: "実践力強化プログラム",
                receipt: "R00001",
                parts: std::slice::from_ref(part),
            };
            fragment(&signed_consent_document(&signed, Language::Ja), 2)
        };
        let copy = html(&part);
        for words in [
            "同意書 押印.pdf",
            "1,234,567 バイト",
            hash.as_str(),
            "令和7年7月18日（金） 16:00:05",
            "申込企業（画面からの提出）",
            "確認前",
            "192.0.2.1",
        ] {
            assert!(copy.contains(words), "{words}: {copy}");
        }
        part.scan.as_mut().unwrap().by_secretariat = true;
        part.scan.as_mut().unwrap().review = Review::Accepted;
        part.client_address = "―".to_owned();
        let copy = html(&part);
        assert!(copy.contains("運営事務局（郵送で届いた書面を記録）") && copy.contains("受理"));
        assert!(!copy.contains("送信元アドレス"));
    }
}

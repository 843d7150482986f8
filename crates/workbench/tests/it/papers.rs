//! Documents: the same entries give the same hash, a company's own words stay, and what changed is marked.

use std::collections::BTreeMap;

use contracts::companies::{Company, CompanyProfile};
use contracts::ids::CompanyId;
use jiff::civil::date;
use platform::languages::Words;
use platform::text::Language;
use uuid::Uuid;
use workbench::domain::book::{Approval, Book, MAIN_SITE, Overlay};
use workbench::domain::catalogue::{DOCUMENTS, DocumentId, ParagraphId};
use workbench::domain::diagnosis::Answer;
use workbench::domain::papers::{Origin, Part, text_hash};
use workbench::paper::{Paper, Source, hash};

use crate::engine::CATALOGUE;

fn company() -> Company {
    Company {
        id: CompanyId(Uuid::nil()),
        name: "青葉計測株式会社".to_owned(),
        address: "東京都台東区".to_owned(),
        contact_person: "青葉 花".to_owned(),
        mail: "aoba@example.jp".to_owned(),
        telephone: "03-0000-0000".to_owned(),
        language: "ja".to_owned(),
    }
}

fn with<T>(book: &Book, language: Language, look: impl FnOnce(&Source<'_>) -> T) -> T {
    look(&Source {
        catalogue: &CATALOGUE,
        company: &company(),
        profile: &CompanyProfile::default(),
        book,
        words: Words::new(language),
    })
}

fn answered() -> Book {
    let answers = (1..=25).map(|number| (number, Answer::Partly)).collect();
    Book {
        answers: BTreeMap::from([(MAIN_SITE.to_owned(), answers)]),
        ..Book::default()
    }
}

#[test]
fn made_again_without_a_change_every_document_has_the_same_hash() {
    for language in Language::ALL {
        for id in DOCUMENTS {
            let make = || {
                with(&answered(), language, |source| {
                    hash(&source.paper(id).unwrap().document)
                })
            };
            assert_eq!(make(), make(), "{id}");
        }
    }
}

#[test]
fn being_approved_changes_the_version_and_not_the_content() {
    for id in DOCUMENTS {
        let mut book = answered();
        let before = with(&book, Language::Ja, |source| source.content_hash(id).unwrap());
        let approval = Approval {
            version: 1,
            by: "青葉 花".to_owned(),
            on: date(2026, 11, 23),
            language: Language::Ja,
            hash: before.clone(),
        };
        book.approvals.insert(DocumentId::from(id), approval);
        let (after, printed) = with(&book, Language::Ja, |source| {
            (source.content_hash(id).unwrap(), source.paper(id).unwrap())
        });
        assert_eq!(before, after, "{id}");
        assert!(printed.document.draft.is_none());
        assert!(printed.document.footer.contains('1'));
    }
}

fn first(paper: &Paper) -> (ParagraphId, String, String, Origin) {
    let mut parts = paper.assembled.sections.iter().flat_map(|section| &section.parts);
    parts
        .find_map(|part| match part {
            Part::Text {
                id,
                text,
                generated,
                origin,
                ..
            } => Some((id.clone(), text.clone(), generated.clone(), *origin)),
            Part::Block { .. } => None,
        })
        .expect("every document has a text")
}

#[test]
fn own_words_stay_and_are_marked_when_the_original_changes() {
    let mut book = answered();
    let document = DocumentId::from("basic-policy");
    let look = |book: &Book| {
        with(book, Language::Ja, |source| {
            first(&source.paper("basic-policy").unwrap())
        })
    };
    let (id, _, generated, origin) = look(&book);
    assert_eq!(origin, Origin::Generated);
    let overlay = Overlay {
        text: "私たちは情報を大切にします。".to_owned(),
        over: text_hash(&generated),
    };
    book.overlays
        .insert((document.clone(), id.clone(), Language::Ja), overlay);
    let (_, text, _, origin) = look(&book);
    assert_eq!(
        (text.as_str(), origin),
        ("私たちは情報を大切にします。", Origin::Own)
    );
    let key = (document, id, Language::Ja);
    book.overlays.get_mut(&key).unwrap().over = text_hash("別の文");
    let (_, text, _, origin) = look(&book);
    assert_eq!(
        (text.as_str(), origin),
        ("私たちは情報を大切にします。", Origin::Stale)
    );
    // Words in one language say nothing about the other.
    let english = with(&book, Language::En, |source| {
        first(&source.paper("basic-policy").unwrap())
    });
    assert_eq!(english.3, Origin::Generated);
}

#[test]
fn claims_beyond_a_declaration_are_found_and_nothing_else() {
    let action = &CATALOGUE.security_action;
    let word = |text: &str| action.improper_in(text).map(|improper| improper.word.clone());
    assert_eq!(
        word("SECURITY ACTION二つ星の認定を受けました。").as_deref(),
        Some("認定")
    );
    assert_eq!(
        word("ＳＥＣＵＲＩＴＹ　ＡＣＴＩＯＮの認証を取得した。").as_deref(),
        Some("認証を取得")
    );
    assert_eq!(
        word("We are SECURITY ACTION certified.").as_deref(),
        Some("certified")
    );
    for fine in [
        "SECURITY ACTIONの二つ星を自己宣言しました。",
        "二つ星を宣言し、多要素認証を入れました。",
        "ISMSの認証を取得しています。SECURITY ACTIONも宣言しました。",
        "The certificate of the shop is renewed.",
    ] {
        assert_eq!(word(fine), None, "{fine}");
    }
}

#[test]
fn no_shipped_text_claims_more_than_a_declaration() {
    for template in &CATALOGUE.templates {
        let paragraphs = template.sections.iter().flat_map(|section| &section.paragraphs);
        for text in paragraphs.filter_map(|paragraph| paragraph.text.as_ref()) {
            for text in [&text.ja, &text.en] {
                let found = CATALOGUE.security_action.improper_in(text);
                assert!(found.is_none(), "{}: {text}", template.document.id);
            }
        }
    }
}

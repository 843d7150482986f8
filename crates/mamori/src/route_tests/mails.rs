//! The demo's mail viewer: pages of fifty, newest first, found by recipient and subject.

use platform::mail::{self, Outgoing};
use platform::store::{Operation, StoreError, Tx};
use platform::text::Language;

use super::house::{House, Someone};

/// Writes the mail of this number.
struct Write(u32);

impl Operation for Write {
    const NAME: &'static str = "write_mails";
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx) -> Result<(), StoreError> {
        let number = self.0;
        let mail = Outgoing {
            to: format!("reader_{number}@example.com"),
            subject: format!("Letter no. {number:03}, 100%"),
            body: "https://mamori.example.jp/return".to_owned(),
            language: Language::En,
            subject_of: None,
            dedupe_key: None,
        };
        mail::send(tx, mail).await
    }
}

fn subjects(text: &str) -> Vec<&str> {
    // The demo's own bar above folds, too.
    let list = text.split("role=\"search\"").nth(1).unwrap_or_default();
    let parts = list.split("<summary>").skip(1);
    parts.filter_map(|part| part.split("</summary>").next()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_are_paged_and_found() {
    let house = House::build().await;
    let get = async |query: &str| {
        let path = format!("/en/demo/mails?{query}");
        house.get(&path, Someone::Stranger).await.text
    };
    let none = get("subject=letter").await;
    assert!(none.contains("No mail matches"), "{none}");
    for number in 1..=120 {
        house.store().run(&Write(number)).await.unwrap();
    }

    let first = get("subject=letter").await;
    let shown = subjects(&first);
    assert_eq!((shown.len(), shown[0]), (50, "Letter no. 120, 100%"));
    assert!(first.contains("1 to 50 of 120"), "{first}");
    assert!(
        first.contains("subject=letter&#38;page=2") || first.contains("subject=letter&amp;page=2"),
        "{first}"
    );
    assert!(!first.contains("rel=\"prev\""));
    let last = get("subject=letter&page=3").await;
    let shown = subjects(&last);
    assert_eq!((shown.len(), shown[19]), (20, "Letter no. 001, 100%"));
    assert!(last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
    assert_eq!(
        subjects(&get("subject=letter&page=99").await).len(),
        20,
        "no page beyond the last"
    );

    let one = get("to=READER_7@").await;
    assert_eq!(subjects(&one), ["Letter no. 007, 100%"]);
    assert_eq!(
        subjects(&get("subject=0%25").await).len(),
        50,
        "a sign stands for itself"
    );
    assert_eq!(subjects(&get("subject=1%250").await), [""; 0]);
    assert_eq!(subjects(&get("to=readerx7%40").await), [""; 0]);
}

//! Months of which there is nothing, hardly anything, or something that cannot be read.

use documents::pdf::Engine;
use jiff::SignedDuration;
use platform::on_both_databases;
use platform::text::Language;
use telemetry::jobs::monthly::make_all;
use telemetry::ops::print::{Printed, print_monthly};
use telemetry::report::grade::{Grade, grade};

use super::{Scene, assert_says, file_of, flip, line_at, serial};
use crate::health::line;
use crate::pages::Browser;
use crate::world::{PROGRAMME, at, company, company_id, migrations};

const HEALTH: &str = "/desk/devices/health";
const HEALTH_EN: &str = "/en/desk/devices/health";

/// A company's report of a month, as it was issued or would be now.
async fn report(scene: &Scene<'_>, number: u128, month: &str, fresh: bool) -> Printed {
    let company = company(company_id(number));
    print_monthly(
        &scene.world.telemetry,
        &scene.world.terms,
        &company,
        month.parse().unwrap(),
        fresh,
    )
    .await
    .unwrap()
}

async fn make(scene: &Scene<'_>) -> usize {
    make_all(
        &scene.world.telemetry,
        &scene.world.terms,
        "2023-10".parse().unwrap(),
    )
    .await
    .unwrap()
}

/// The report of October becomes a document and a PDF in both languages; what they say.
pub(super) async fn made_in_both_languages(scene: &Scene<'_>, number: u128) -> [String; 2] {
    let printed = report(scene, number, "2023-10", true).await;
    [Language::Ja, Language::En].map(|language| {
        let document = printed.document(language);
        assert!(Engine::default().pdf(&document).unwrap().pages >= 1);
        serde_json::to_string(&document.blocks).unwrap()
    })
}

/// One line of a company's appliance, through the whole collector.
async fn one_line(scene: &Scene<'_>, number: u128) {
    let collecting = scene.collect().await;
    collecting
        .relp()
        .await
        .send(line(&scene.world, &serial(number), 1))
        .await;
    collecting.stop().await;
}

on_both_databases! {
    migrations: migrations;

    async fn a_month_with_no_logs_says_so_and_has_no_grade(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        one_line(&scene, 2).await;
        scene.world.set("2023-11-02T09:00:00");
        assert_eq!(make(&scene).await, 2, "both get a report");
        let printed = report(&scene, 1, "2023-10", false).await;
        let coverage = &printed.facts.coverage;
        assert_eq!((coverage.events(), coverage.permille(), coverage.silent_days()), (0, Some(0), 31));
        assert_eq!(grade(&printed.facts).grade, None);
        let [ja, en] = made_in_both_languages(&scene, 1).await;
        assert!(ja.contains("ログを受け取れた時間が半分に満たないため") && ja.contains("届かなかった日が31日"), "{ja}");
        assert!(en.contains("this month has no grade") && en.contains("On 31 days no log came"), "{en}");
        assert_eq!(report(&scene, 2, "2023-10", false).await.facts.coverage.events(), 1);
        let own = Browser::of(&scene.world, 1).get("/status/reports").await;
        assert_says(&own, &["令和5年10月分"]);
        let desk = Browser::of(&scene.world, 0).get(&format!("/desk/{PROGRAMME}/reports?month=2023-10")).await;
        assert_says(&desk, &["株式会社みなも製作所1", "株式会社みなも製作所2", "―"]);
    }

    async fn one_event_is_one_event_everywhere(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        one_line(&scene, 1).await;
        assert_eq!((scene.rows(1, "true").await, scene.rows(2, "true").await), (1, 0));
        assert_says(&scene.page(HEALTH).await, &["株式会社みなも製作所1 UTM-0001", "たった今"]);
        scene.world.set("2023-11-02T09:00:00");
        assert_eq!(make(&scene).await, 2);
        assert_eq!(make(&scene).await, 0);
        let facts = report(&scene, 1, "2023-10", false).await.facts;
        let with_lines: Vec<_> = facts.coverage.days.iter().filter(|day| day.events > 0).collect();
        let [day] = with_lines.as_slice() else { panic!("{with_lines:?}") };
        assert_eq!((day.day, day.events, day.logged), ("2023-10-03".parse().unwrap(), 1, 1 << 10));
        assert_eq!((facts.coverage.events(), facts.coverage.silent_days()), (1, 30));
        let totals = facts.totals();
        let attacks = (totals.blocked, totals.detected, totals.refused);
        assert_eq!((totals.events, attacks), (1, (0, 0, 0)), "no attack was invented");
        assert_eq!((grade(&facts).grade, facts.peers, facts.before), (None, None, None));
        let [ja, en] = made_in_both_languages(&scene, 1).await;
        assert!(ja.contains("届かなかった日が30日") && en.contains("On 30 days no log came"), "{ja} {en}");
        assert_eq!(report(&scene, 2, "2023-10", false).await.facts.coverage.events(), 0);
    }

    /// First a report is issued, then bits flip: what was issued stays. Then one is made over the damaged file: it says so.
    async fn flipped_bits_are_said_in_the_report_and_at_the_desk(database: &TestDatabase) {
        let scene = Scene::new(database, 2).await;
        // A line of every hour but the last two days': enough for a grade.
        let first = at("2023-10-01T00:00:00");
        scene.world.set("2023-10-31T23:00:00");
        let collecting = scene.collect().await;
        let mut sender = collecting.relp().await;
        for hour in 0..29 * 24 {
            let time = first + SignedDuration::from_hours(hour);
            sender.send(line_at(1, time, "logid=\"0000000013\" type=\"traffic\" subtype=\"forward\"")).await;
        }
        collecting.stop().await;
        scene.world.set("2023-11-02T09:00:00");
        let sound = report(&scene, 1, "2023-10", true).await;
        assert_eq!(grade(&sound.facts).grade, Some(Grade::B), "{:?}", sound.facts.coverage);
        let figures = file_of(&scene.lake(), "rollups/2023-10");
        let kept = std::fs::read(&figures).unwrap();
        flip(&figures);

        assert_eq!(make(&scene).await, 2);
        let damaged = report(&scene, 1, "2023-10", false).await;
        assert_eq!((damaged.facts.coverage.unreadable, grade(&damaged.facts).grade), (1, None));
        let [ja, en] = made_in_both_languages(&scene, 1).await;
        assert!(ja.contains("集計ファイルのうち1個が壊れていて") && !ja.contains("届かなかった日"), "{ja}");
        assert!(en.contains("1 files with figures of this month are damaged") && !en.contains("no log came"), "{en}");
        // Another company has nothing in that file, and the events of all can be asked.
        assert_eq!(report(&scene, 2, "2023-10", false).await.facts.coverage.unreadable, 0);
        assert_eq!(scene.rows(2, "true").await, 0);
        // The collector looks at every file when it starts and each night.
        let collecting = scene.collect().await;
        crate::collect::until("it is found", || !collecting.counters().damaged().is_empty()).await;
        collecting.stop().await;
        let file = figures.strip_prefix(scene.folder.path()).unwrap().to_str().unwrap();
        assert_says(&scene.page(HEALTH).await, &["データレイクのファイルが 1 個壊れています", file]);
        assert_says(&scene.page(HEALTH_EN).await, &["1 file of the lake is damaged", "mamori lake verify", file]);
        let desk = Browser::of(&scene.world, 0).get(&format!("/desk/{PROGRAMME}/reports?month=2023-10")).await;
        assert_says(&desk, &["株式会社みなも製作所1", "数字の欠けあり"]);

        // Put back from a backup: a revision says why it is one.
        std::fs::write(&figures, kept).unwrap();
        assert_eq!(make(&scene).await, 1);
        let restored = report(&scene, 1, "2023-10", false).await;
        assert_eq!(restored.facts.coverage, sound.facts.coverage);
        let said = serde_json::to_string(&restored.document(Language::En).blocks).unwrap();
        assert!(said.contains("Records that could not be read before were added"), "{said}");
        // And what was issued over sound files is not replaced by less.
        flip(&figures);
        assert_eq!(make(&scene).await, 0);
        assert_eq!(report(&scene, 1, "2023-10", false).await.facts, restored.facts);
    }
}

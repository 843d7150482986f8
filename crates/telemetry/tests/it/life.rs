//! M1 and M6 on both databases: from the survey to the removal, to a contract, and to "cannot be installed".

use std::sync::Arc;

use platform::on_both_databases;
use sea_orm::ConnectionTrait;
use telemetry::directory;
use telemetry::domain::installation::{Contract, Refusal, Why};
use telemetry::domain::visit::NoVisit;
use telemetry::error::Error;
use telemetry::ops::appoint::{FixVisit, NoneSuits, ProposeVisit};
use telemetry::ops::data;
use telemetry::ops::decide::{Answer, Decide, Leave, NoteContract};
use telemetry::ops::enrol::{self, BeginInstallation, Begun};
use telemetry::ops::install::{CorrectInstallation, Exchange, Install, NoteFirstLog, Remove};
use telemetry::ops::remind;
use telemetry::ops::survey::{Act, AnswerOffer, DoAct, JudgeSurvey, SaveSurvey, Verdict};

use super::world::{
    PROGRAMME, World, applicant, application, at, clerk, company, company_id, day, migrations, slot,
};

fn pairs(port: &str) -> Vec<(String, String)> {
    [("layout", "own"), ("port", port)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

async fn survey(world: &World<'_>, number: u128, port: &str) {
    let save = SaveSurvey {
        terms: Arc::clone(&world.terms),
        which: world.which(number).await,
        pairs: pairs(port),
        send: true,
        actor: applicant(number),
    };
    world.database.store.run(&save).await.unwrap();
}

async fn judge(world: &World<'_>, number: u128, verdict: Verdict) {
    let judge = JudgeSurvey {
        terms: Arc::clone(&world.terms),
        which: world.which(number).await,
        verdict,
        company: company(company_id(number)),
        actor: clerk(),
    };
    world.database.store.run(&judge).await.unwrap();
}

async fn propose(world: &World<'_>, number: u128, times: &[&str]) -> Result<(), Error> {
    let propose = ProposeVisit {
        terms: Arc::clone(&world.terms),
        which: world.which(number).await,
        slots: times.iter().map(|time| slot(time)).collect(),
        company: company(company_id(number)),
        actor: clerk(),
    };
    world.database.store.run(&propose).await
}

async fn choose(world: &World<'_>, number: u128, time: &str, agrees: bool) -> Result<(), Error> {
    let fix = FixVisit {
        terms: Arc::clone(&world.terms),
        which: world.which(number).await,
        slot: slot(time),
        chosen: true,
        agrees,
        company: company(company_id(number)),
        actor: applicant(number),
    };
    world.database.store.run(&fix).await
}

async fn install(world: &World<'_>, number: u128, device: contracts::ids::DeviceId) -> Result<(), Error> {
    let now = world.database.store.clock().now();
    let install = Install {
        terms: Arc::clone(&world.terms),
        which: world.which(number).await,
        device,
        on: platform::clock::date_in_tokyo(now),
        technician: "技術 一郎".to_owned(),
        checklist: vec!["power".to_owned(), "log".to_owned()],
        company: company(company_id(number)),
        actor: clerk(),
    };
    world.database.store.run(&install).await.map(|_| ())
}

pub(crate) async fn to_trial(
    world: &World<'_>,
    number: u128,
    time: &str,
    serial: &str,
) -> contracts::ids::DeviceId {
    agree(world, number, time).await;
    stand(world, number, time, serial).await
}

/// As [`to_trial`] for several companies, which agree at once and get their appliances one after the other.
pub(crate) async fn all_to_trial(
    world: &World<'_>,
    visits: &[(u128, &str)],
) -> Vec<contracts::ids::DeviceId> {
    for (number, time) in visits {
        agree(world, *number, time).await;
    }
    let mut devices = Vec::new();
    for (number, time) in visits {
        devices.push(stand(world, *number, time, &format!("UTM-{number:04}")).await);
    }
    devices
}

async fn agree(world: &World<'_>, number: u128, time: &str) {
    survey(world, number, "yes").await;
    judge(world, number, Verdict::Fit).await;
    propose(world, number, &[time]).await.unwrap();
    choose(world, number, time, true).await.unwrap();
}

async fn stand(world: &World<'_>, number: u128, time: &str, serial: &str) -> contracts::ids::DeviceId {
    let device = world.device(serial).await;
    world.set(time);
    install(world, number, device).await.unwrap();
    device
}

on_both_databases! {
    migrations: migrations;

    /// M1: survey → times → agreement → installed → first line → asked → removal → wiped; M6: kept, deleted, noted.
    async fn from_the_survey_to_the_removal(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        survey(&world, 1, "yes").await;
        judge(&world, 1, Verdict::Fit).await;
        let early = propose(&world, 1, &["2023-09-05T09:00:00"]).await;
        assert!(matches!(early, Err(Error::NoVisit(NoVisit::TooSoon))), "{early:?}");
        propose(&world, 1, &["2023-09-11T09:00:00", "2023-09-12T13:00:00"]).await.unwrap();
        let unknown = choose(&world, 1, "2023-09-13T09:00:00", true).await;
        assert!(matches!(unknown, Err(Error::Refused(Refusal::NotProposed))), "{unknown:?}");
        let without = choose(&world, 1, "2023-09-12T13:00:00", false).await;
        assert!(matches!(without, Err(Error::Refused(Refusal::NotAgreed))), "{without:?}");
        choose(&world, 1, "2023-09-12T13:00:00", true).await.unwrap();
        assert_eq!(world.value("agreed_version", 1).await, "2023-08");

        let device = world.device("UTM-0001").await;
        world.set("2023-09-12T15:00:00");
        install(&world, 1, device).await.unwrap();
        assert_eq!(world.value("ends_on", 1).await, "2023-12-11");
        let noted = NoteFirstLog {
            terms: Arc::clone(&world.telemetry.terms),
            device,
            at: at("2023-09-12T15:05:00"),
            actor: clerk(),
        };
        assert!(database.store.run(&noted).await.unwrap());
        assert!(!database.store.run(&noted).await.unwrap(), "the first line is noted once");

        world.set("2023-11-13T08:30:00");
        assert_eq!(remind::remind(&world.telemetry, &world.terms).await.unwrap().asked, 1);
        assert_eq!(remind::remind(&world.telemetry, &world.terms).await.unwrap().asked, 0);
        world.set("2023-11-20T10:00:00");
        let decide = Decide {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            answer: Answer::Remove,
            actor: applicant(1),
        };
        database.store.run(&decide).await.unwrap();
        propose(&world, 1, &["2023-12-11T09:00:00"]).await.unwrap();
        choose(&world, 1, "2023-12-11T09:00:00", false).await.unwrap();
        world.set("2023-12-11T11:00:00");
        let remove = Remove {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            on: day("2023-12-11"),
            company: company(company_id(1)),
            actor: clerk(),
        };
        database.store.run(&remove).await.unwrap();
        assert_eq!(world.state(1).await, "removed");
        assert_eq!(world.value("keep_until", 1).await, "2024-03-10");
        let again = install(&world, 1, device).await;
        assert!(again.is_err(), "what came back is wiped first");

        // The lake of this test is away, and a line had arrived: `erasure.rs` has the rest.
        world.set("2024-03-11T10:00:00");
        assert_eq!(data::order_due(&world.telemetry, &world.terms).await.unwrap(), 1);
        assert_eq!(data::follow(&world.telemetry).await.unwrap(), 0);
        assert_eq!(world.value("deleted_on", 1).await, "");
        let mails = world.mails(1).await;
        assert_eq!(mails.len(), 8, "{mails:?}");
        platform::audit::verify(database.store.reader()).await.unwrap().unwrap();
    }

    /// M1: a wrong day is refused or corrected; whose the lines are follows the right day.
    async fn the_day_of_the_installation(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        survey(&world, 1, "yes").await;
        judge(&world, 1, Verdict::Fit).await;
        propose(&world, 1, &["2023-09-11T13:00:00"]).await.unwrap();
        choose(&world, 1, "2023-09-11T13:00:00", true).await.unwrap();
        let device = world.device("UTM-0001").await;
        // Noted three days later.
        world.set("2023-09-14T10:00:00");
        let install = async |on: &str| {
            let install = Install {
                terms: Arc::clone(&world.terms),
                which: world.which(1).await,
                device,
                on: day(on),
                technician: "技術 一郎".to_owned(),
                checklist: Vec::new(),
                company: company(company_id(1)),
                actor: clerk(),
            };
            database.store.run(&install).await
        };
        for wrong in ["2020-01-01", "2023-08-31"] {
            let refused = install(wrong).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::TooLongAgo))), "{refused:?}");
        }
        install("2023-09-11").await.unwrap();
        let company_at = async |time: &str| {
            let directory = directory::load(&database.store).await.unwrap();
            directory.device(device).unwrap().company_at(at(time))
        };
        assert_eq!(company_at("2023-09-11T12:59:59").await, None);
        assert_eq!(company_at("2023-09-11T13:00:00").await, Some(company_id(1)), "with the visit, not with the note");
        let correct = async |on: &str, reason: &str| {
            let correct = CorrectInstallation {
                terms: Arc::clone(&world.terms),
                which: world.which(1).await,
                on: day(on),
                reason: reason.to_owned(),
                company: company(company_id(1)),
                actor: clerk(),
            };
            database.store.run(&correct).await
        };
        assert!(matches!(correct("2023-09-12", "").await, Err(Error::Invalid(_))));
        assert!(correct("2023-09-15", "明日").await.is_err());
        correct("2023-09-12", "日付を間違えた").await.unwrap();
        assert_eq!(world.value("ends_on", 1).await, "2023-12-11");
        assert_eq!(company_at("2023-09-11T23:59:59").await, None);
        assert_eq!(company_at("2023-09-12T00:00:00").await, Some(company_id(1)));
        assert!(world.mails(1).await.iter().any(|subject| subject.contains("訂正")));
    }

    /// M1: it cannot be installed, and the other course is offered, wanted, and given.
    async fn what_cannot_be_installed(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        survey(&world, 1, "no").await;
        judge(&world, 1, Verdict::Unfit("空きポートがありません".to_owned())).await;
        assert_eq!(world.state(1).await, "unsuitable");
        let offer = AnswerOffer {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            accepted: true,
            actor: applicant(1),
        };
        database.store.run(&offer).await.unwrap();
        assert!(database.store.run(&offer).await.is_err(), "answered once");
        let moved = DoAct {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            act: Act::Moved,
            actor: clerk(),
        };
        database.store.run(&moved).await.unwrap();
        assert!(world.value("state_detail", 1).await.contains("moved"));
        assert!(world.mails(1).await.iter().any(|subject| subject.contains("機器の設置について")));
    }

    /// M1: going on by a contract. From its first day on the lines are no longer the programme's.
    async fn a_contract(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        let device = to_trial(&world, 1, "2023-09-11T09:00:00", "UTM-0001").await;
        world.set("2023-11-20T10:00:00");
        let contract = NoteContract {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            contract: Contract { from: day("2023-12-01"), number: "契-12".to_owned() },
            actor: clerk(),
        };
        let unasked = database.store.run(&contract).await;
        assert!(matches!(unasked, Err(Error::Refused(Refusal::NotWanted))), "{unasked:?}");
        let decide = Decide {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            answer: Answer::Continue,
            actor: applicant(1),
        };
        database.store.run(&decide).await.unwrap();
        database.store.run(&contract).await.unwrap();
        assert_eq!(world.state(1).await, "continued");
        let directory = directory::load(&database.store).await.unwrap();
        let known = directory.device(device).unwrap();
        assert_eq!(known.company_at(at("2023-11-30T23:59:59")), Some(company_id(1)));
        assert_eq!(known.company_at(at("2023-12-01T00:00:00")), None);
    }

    /// One installation for each company, whoever tries: by the rules and by the database alone.
    async fn one_for_each_company(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        let mut participation = world.known.0.lock().unwrap()[0].clone();
        participation.application = application(99);
        let begin = BeginInstallation {
            terms: Arc::clone(&world.terms),
            company: company(company_id(1)),
            participation,
            actor: clerk(),
        };
        let begun = database.store.run(&begin).await.unwrap();
        assert!(matches!(begun, Begun::Elsewhere(_)), "{begun:?}");
        assert_eq!(enrol::follow(&world.telemetry, &world.terms).await.unwrap(), 0);
        for broken in [
            "UPDATE installation SET live_company = NULL",
            "UPDATE installation SET state = 'removed'",
            "UPDATE installation SET state = 'lost'",
            "UPDATE installation SET state = 'appointed'",
            "UPDATE installation SET state = 'trial'",
        ] {
            let changed = database.store.writer().execute_unprepared(broken).await;
            assert!(changed.is_err(), "{broken}");
        }
    }

    /// Two companies want the last place of an hour: the second is told to take another.
    async fn not_more_visits_than_people(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1, 3]).await;
        for number in [1, 3] {
            survey(&world, number, "yes").await;
            judge(&world, number, Verdict::Fit).await;
            propose(&world, number, &["2023-09-11T09:00:00", "2023-09-11T13:00:00"]).await.unwrap();
        }
        choose(&world, 1, "2023-09-11T09:00:00", true).await.unwrap();
        let full = choose(&world, 3, "2023-09-11T09:00:00", true).await;
        assert!(matches!(full, Err(Error::NoVisit(NoVisit::Full))), "{full:?}");
        choose(&world, 3, "2023-09-11T13:00:00", true).await.unwrap();
        // The first one gives its time back: it is free again.
        let back = NoneSuits {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            wish: "午後がよい".to_owned(),
            actor: applicant(1),
        };
        database.store.run(&back).await.unwrap();
        propose(&world, 3, &["2023-09-11T09:00:00"]).await.unwrap();
        choose(&world, 3, "2023-09-11T09:00:00", false).await.unwrap();
    }

    /// A defective appliance is exchanged; the lines of each are the company's in their time, and the trial is as long.
    async fn an_exchange(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1, 3]).await;
        let first = to_trial(&world, 1, "2023-09-11T09:00:00", "UTM-0001").await;
        let second = world.device("UTM-0002").await;
        world.set("2023-10-02T10:00:00");
        let exchange = Exchange {
            terms: Arc::clone(&world.terms),
            which: world.which(1).await,
            device: second,
            defect: "起動しない".to_owned(),
            actor: clerk(),
        };
        database.store.run(&exchange).await.unwrap();
        assert!(database.store.run(&exchange).await.is_err(), "it stands at the company already");
        assert_eq!(world.value("ends_on", 1).await, "2023-12-10");
        let directory = directory::load(&database.store).await.unwrap();
        let company_at = |device, time: &str| directory.device(device).unwrap().company_at(at(time));
        assert_eq!(company_at(first, "2023-10-01T00:00:00"), Some(company_id(1)));
        assert_eq!(company_at(first, "2023-10-02T10:00:00"), None);
        assert_eq!(company_at(second, "2023-10-01T00:00:00"), None);
        assert_eq!(company_at(second, "2023-10-02T10:00:00"), Some(company_id(1)));
    }

    /// A company leaves the programme: before the installation it is called off, afterwards the appliance is fetched.
    async fn leaving_the_programme(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1, 3]).await;
        to_trial(&world, 1, "2023-09-11T09:00:00", "UTM-0001").await;
        world.known.leave(1);
        world.known.leave(3);
        enrol::follow(&world.telemetry, &world.terms).await.unwrap();
        enrol::follow(&world.telemetry, &world.terms).await.unwrap();
        assert_eq!(world.state(1).await, "leaving");
        assert_eq!(world.state(3).await, "cancelled");
    }

    /// Reminders are written once for the same thing, in the company's language; a trial without an answer ends.
    async fn reminders(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[2]).await;
        world.set("2023-09-08T08:30:00");
        for _ in 0..2 {
            assert_eq!(remind::remind(&world.telemetry, &world.terms).await.unwrap().reminders, 1);
        }
        let mails = world.mails(2).await;
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails[1].contains("waiting for the site survey"), "{mails:?}");
        to_trial(&world, 2, "2023-09-19T09:00:00", "UTM-0001").await;
        world.set("2023-12-20T08:30:00");
        assert_eq!(remind::remind(&world.telemetry, &world.terms).await.unwrap().ended, 1);
        assert_eq!(world.state(2).await, "leaving");
        let leave = Leave {
            terms: Arc::clone(&world.terms),
            which: world.which(2).await,
            why: Why::Early,
            actor: clerk(),
        };
        assert!(database.store.run(&leave).await.is_err(), "it is leaving already");
    }

    /// Two people work on the same installation: the second sees that it changed.
    async fn a_version_that_is_over(database: &TestDatabase) {
        let world = World::new(database);
        world.begin(&[1]).await;
        let mut which = world.which(1).await;
        which.version = Some(1);
        survey(&world, 1, "yes").await;
        let judge = JudgeSurvey {
            terms: Arc::clone(&world.terms),
            which,
            verdict: Verdict::Fit,
            company: company(company_id(1)),
            actor: clerk(),
        };
        assert!(matches!(database.store.run(&judge).await, Err(Error::Stale)));
        assert_eq!(world.terms.programme, PROGRAMME);
    }
}

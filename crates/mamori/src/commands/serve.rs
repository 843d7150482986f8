//! `mamori serve` and `mamori demo`: the parts put together.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use business_calendar::OfficeCalendar;
use calls::pages::Organiser;
use calls::{Calls, CompanyRecords};
use clap::Args;
use fair_draw::BeaconSource;
use incidents::Incidents;
use platform::authorisation::Authoriser;
use platform::clock::{Clock, MovableClock, SystemClock};
use platform::entropy::OsEntropy;
use platform::identity::{Identity, Passwords, Settings};
use platform::logging;
use platform::mail::{Sender, SmtpOptions, SmtpSecurity, Transport};
use platform::metrics::Metrics;
use platform::store::{Store, StoreOptions};
use platform::vault::{MasterKey, Vault};

use web::Clients;
use workbench::Workbench;

use super::collect::Collecting;
use super::place::{self, Missing, failed};
use super::{InWords as _, Tell as _, announce, words_of_locale};
use crate::config::Process;
use crate::config::{Config, MailSecurity, MailTransport};
use crate::server::{self, Parts};
use crate::upkeep::{send_mails, upkeep};
use telemetry::detect::Rules;

/// Serve a lifelike demo on its own clock, with its own data folder
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Folder for the demo's data; made when missing.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8600")]
    listen: SocketAddr,
    /// Folder with one folder per programme.
    #[arg(
        long,
        value_name = "DIR",
        env = "MAMORI_PROGRAMMES",
        default_value = "programmes"
    )]
    programmes: PathBuf,
    /// Take lines of appliances here, as syslog over TLS with the certificates that the desk issues.
    #[arg(long, value_name = "ADDRESS")]
    collect: Option<SocketAddr>,
    /// Folder of the rules that are shipped, with mapping.yml.
    #[arg(long, value_name = "DIR", env = "MAMORI_RULES", default_value = "rules")]
    rules: PathBuf,
    /// Start without companies: a whole call can be tried from its first application.
    #[arg(long)]
    empty: bool,
}

/// Does the queued work beside other processes that serve: sends mails, lets offers lapse, keeps house.
pub async fn work(config: &Config) -> ExitCode {
    if let Err(error) = logging::init(config.log.format, &config.log.filter) {
        return failed(error);
    }
    let store = match place::open(config, Missing::Refuse).await {
        Ok(store) => store,
        Err(error) => return failed(error.in_words(words_of_locale())),
    };
    let work = catalogue(config).and_then(|catalogue| {
        let calls = Calls {
            store: store.clone(),
            catalogue: Arc::new(catalogue),
        };
        Ok((calls, sender(config, store.clone())?))
    });
    let (calls, sender) = match work {
        Ok(work) => work,
        Err(message) => return failed(message),
    };
    let master = match place::master_key(config, &store).await {
        Ok(master) => master,
        Err(message) => return failed(message),
    };
    let incidents = match place::vault_key(config, &master) {
        Ok(key) => incidents(config, &calls, key),
        Err(message) => return failed(message),
    };
    let identity = identity(config, &store, master);
    let rules = match rules(config) {
        Ok(rules) => rules,
        Err(message) => return failed(message),
    };
    let telemetry = match place::authority(config, &store).await {
        Ok(authority) => {
            let (lake, telephone) = (&config.collector.folder, &config.support.telephone);
            crate::monitoring::telemetry(&calls, authority, Arc::clone(&rules), lake, telephone)
        }
        Err(message) => return failed(message),
    };
    announce(&words_of_locale().say("serve-works"));
    tokio::select! {
        () = upkeep(calls, telemetry, incidents, identity) => {}
        () = send_mails(sender) => {}
        () = stop() => {}
    }
    place::close(&store).await;
    ExitCode::SUCCESS
}

/// Serves what is configured.
pub async fn run(config: &Config) -> ExitCode {
    if let Err(error) = logging::init(config.log.format, &config.log.filter) {
        return failed(error);
    }
    let store = match place::open(config, Missing::Make).await {
        Ok(store) => store,
        Err(error) => return failed(error.in_words(words_of_locale())),
    };
    let Some(listen) = config.listen() else {
        let listen = &config.server.listen;
        return failed(words_of_locale().tell("serve-listen-wrong", &[("listen", listen)]));
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    serve(config, store, clock, None, listen).await
}

/// Builds the demo's data on the first start and serves it.
pub async fn demo(args: DemoArgs) -> ExitCode {
    // The terminal is for the address and the accounts; what goes wrong is still said.
    if let Err(error) = logging::init(logging::Format::Text, "warn") {
        return failed(error);
    }
    if let Err(error) = std::fs::create_dir_all(&args.data) {
        let reason = error.in_words(words_of_locale());
        return failed(format!("{}: {reason}", args.data.display()));
    }
    let mut config = Config {
        demo: true,
        programmes: args.programmes.clone(),
        ..Config::default()
    };
    config.database.url = format!("sqlite:{}", args.data.join("mamori.sqlite").display());
    config.server.listen = args.listen.to_string();
    config.server.metrics_listen = String::new();
    config.keys.master = args.data.join("master.key");
    config.keys.organiser = args.data.join("organiser.key");
    config.support.telephone = "050-0000-0119".to_owned();
    config.keys.devices = args.data.join("devices.key");
    config.collector.folder = args.data.join("lake");
    config.collector.rules.clone_from(&args.rules);
    config.collector.tls = args
        .collect
        .map(|address| address.to_string())
        .unwrap_or_default();
    let clock = MovableClock::new(Arc::new(SystemClock));
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let store = Store::connect(
        &StoreOptions {
            site: config.base_url(),
            ..StoreOptions::new(&config.database.url)
        },
        Arc::clone(&shared),
        Arc::new(OsEntropy),
    )
    .await;
    match store {
        Ok(store) => {
            let empty = args.empty;
            serve(&config, store, shared, Some(Demo { clock, empty }), args.listen).await
        }
        Err(error) => failed(error),
    }
}

/// What makes a server the demo's.
struct Demo {
    clock: MovableClock,
    /// Accounts alone, no company yet.
    empty: bool,
}

async fn serve(
    config: &Config,
    store: Store,
    clock: Arc<dyn Clock>,
    demo: Option<Demo>,
    listen: SocketAddr,
) -> ExitCode {
    let words = words_of_locale();
    if let Err(error) = place::migrations().apply(&store).await {
        let reason = error.in_words(words);
        return failed(words.tell("serve-not-migrated", &[("reason", &reason)]));
    }
    let catalogue = match catalogue(config) {
        Ok(catalogue) => Arc::new(catalogue),
        Err(message) => return failed(message),
    };
    if let Err(message) = place::organiser_stands(config, &store).await {
        return failed(message);
    }
    let master = match place::master_key(config, &store).await {
        Ok(master) => master,
        Err(message) => return failed(message),
    };
    let organiser = match organiser(config) {
        Ok(organiser) => organiser,
        Err(message) => return failed(message),
    };
    let calls = Calls {
        store: store.clone(),
        catalogue: Arc::clone(&catalogue),
    };
    let rules = match rules(config) {
        Ok(rules) => rules,
        Err(message) => return failed(message),
    };
    let telemetry = match place::authority(config, &store).await {
        Ok(authority) => {
            let (lake, telephone) = (&config.collector.folder, &config.support.telephone);
            crate::monitoring::telemetry(&calls, authority, Arc::clone(&rules), lake, telephone)
        }
        Err(message) => return failed(message),
    };
    let identity = identity(config, &store, master.clone());
    let key = match place::vault_key(config, &master) {
        Ok(key) => key,
        Err(message) => return failed(message),
    };
    let incidents = incidents(config, &calls, key.clone());
    let workbench = match place::catalogues(config) {
        Ok(catalogue) => Workbench {
            store: store.clone(),
            vault: Vault::new(key),
            companies: Arc::new(CompanyRecords::new(store.clone())),
            catalogue,
        },
        Err(message) => return failed(message),
    };
    if let Some(Demo { clock, empty }) = &demo
        && let Err(error) = Box::pin(crate::demo::prepare(
            &telemetry,
            &incidents,
            &identity,
            &catalogue,
            clock,
            &organiser.key,
            *empty,
        ))
        .await
    {
        let reason = error.in_words(words);
        return failed(words.tell("serve-demo-failed", &[("reason", &reason)]));
    }
    let demo = demo.map(|demo| demo.clock);
    let parts = Parts {
        calls,
        telemetry,
        incidents,
        workbench,
        clock,
        demo: demo.clone(),
        // The same for every process and after a restart: a form that stood open still goes through.
        key: master.derive("forms"),
        base_url: config.base_url(),
        authoriser: match Authoriser::new() {
            Ok(authoriser) => authoriser,
            Err(error) => return failed(error),
        },
        identity,
        organiser,
        clients: Clients::new(config.trusted_proxies(), config.server.requests_per_minute),
    };
    let sender = match sender(config, store.clone()) {
        Ok(sender) => sender,
        Err(message) => return failed(message),
    };
    let listener = match tokio::net::TcpListener::bind(listen).await {
        Ok(listener) => listener,
        Err(error) => {
            let reason = error.in_words(words);
            return failed(words.tell("serve-no-listener", &[("listen", &listen), ("reason", &reason)]));
        }
    };
    if let Err(message) = figures(config, store.clone()).await {
        return failed(message);
    }
    let collecting = match &demo {
        None => collecting(config, &store, rules).await,
        Some(clock) => living(config, &store, rules, clock).await.map(Some),
    };
    let collecting = match collecting {
        Ok(collecting) => collecting,
        Err(message) => return failed(message),
    };
    announce(&words.tell("serve-answers", &[("url", &config.base_url())]));
    let work = tokio::spawn(upkeep(
        parts.calls.clone(),
        parts.telemetry.clone(),
        parts.incidents.clone(),
        parts.identity.clone(),
    ));
    let mails = tokio::spawn(send_mails(sender));
    let app = server::app(parts).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app).with_graceful_shutdown(stop()).await;
    work.abort();
    mails.abort();
    if let Some(collecting) = collecting {
        collecting.stop().await;
    }
    place::close(&store).await;
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error),
    }
}

/// The rules for detections. Without their folder the pages lack explanations; whoever takes lines needs it.
fn rules(config: &Config) -> Result<Arc<Rules>, String> {
    match place::rules(config) {
        Err(message) if !config.collector.listens() => {
            tracing::warn!(message, "there are no rules for detections");
            Ok(Arc::default())
        }
        rules => rules,
    }
}

/// Takes lines of appliances beside the pages, if that is wanted.
async fn collecting(config: &Config, store: &Store, rules: Arc<Rules>) -> Result<Option<Collecting>, String> {
    if !config.collector.listens() || config.collector.process == Process::Collect {
        return Ok(None);
    }
    let clock = Arc::clone(store.clock());
    super::collect::start(config, store, rules, clock).await.map(Some)
}

/// In the demo the appliances of its companies speak, and others may.
async fn living(
    config: &Config,
    store: &Store,
    rules: Arc<Rules>,
    clock: &MovableClock,
) -> Result<Collecting, String> {
    let behind = crate::demo::Behind::new(clock.now());
    let collecting = super::collect::start(config, store, rules, Arc::new(behind.clone())).await?;
    let (log, records) = collecting.inside();
    tokio::spawn(crate::demo::live(clock.clone(), behind, log, records));
    Ok(collecting)
}

/// Figures for Prometheus, on a listener of their own.
async fn figures(config: &Config, store: Store) -> Result<(), String> {
    let listen = &config.server.metrics_listen;
    if listen.is_empty() {
        return Ok(());
    }
    let metrics = Metrics::install(env!("CARGO_PKG_VERSION")).map_err(|error| error.to_string())?;
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| {
        format!(
            "server.metrics_listen = {listen}: {}",
            error.in_words(words_of_locale())
        )
    })?;
    tokio::spawn(crate::metrics_listener::serve(
        listener,
        metrics,
        store,
        std::future::pending(),
    ));
    Ok(())
}

/// What the organiser signs with, and whose randomness its charters name: the public one, or in the demo its own.
fn organiser(config: &Config) -> Result<Organiser, String> {
    let (beacon, rounds_at) = if config.demo {
        (crate::demo::beacon(), "/demo/beacon/".to_owned())
    } else {
        let chain = fair_draw::QUICKNET_CHAIN_HASH;
        let rounds_at = format!("https://api.drand.sh/{chain}/public/");
        (BeaconSource::quicknet(), rounds_at)
    };
    Ok(Organiser {
        key: super::draw::files::organiser_key(&config.keys.organiser, &OsEntropy)?,
        beacon,
        rounds_at,
    })
}

/// The support centre over the record of companies. Visits keep to the closing days of all programmes.
fn incidents(config: &Config, calls: &Calls, key: MasterKey) -> Incidents {
    let closing = calls
        .catalogue
        .iter()
        .flat_map(|programme| programme.file.calendar().closing_days().to_vec());
    let programmes = calls.catalogue.iter().map(|programme| programme.id().to_owned());
    let offices = calls.catalogue.iter().map(|programme| {
        let office = programme.file.operator.office.clone();
        (programme.id().to_owned(), office)
    });
    Incidents {
        store: calls.store.clone(),
        vault: Vault::new(key),
        companies: Arc::new(CompanyRecords::new(calls.store.clone())),
        programmes: programmes.collect(),
        calendar: Arc::new(OfficeCalendar::new(closing.collect())),
        telephone: config.support.telephone.as_str().into(),
        offices: offices.collect(),
        duty: config.support.duty.clone().into(),
        teams: config.support.visit_teams,
    }
}

/// Accounts and sessions, by the machine's clock: the demo's own must not sign people out.
pub(super) fn identity(config: &Config, store: &Store, master: MasterKey) -> Identity {
    let settings = Settings {
        second_factor: !config.demo,
        ..Settings::default()
    };
    Identity::new(
        store.clone(),
        Arc::new(SystemClock),
        master,
        Passwords::default(),
        settings,
    )
}

fn sender(config: &Config, store: Store) -> Result<Sender, String> {
    let mail = &config.mail;
    let from = Sender::mailbox(&mail.from_name, &mail.from)
        .ok_or_else(|| words_of_locale().tell("serve-mail-from", &[("from", &mail.from)]))?;
    if config.demo || mail.transport == MailTransport::Capture {
        return Ok(Sender::new(store, Transport::Capture, from));
    }
    let password = mail
        .password_file
        .as_ref()
        .map(std::fs::read_to_string)
        .transpose();
    let password =
        password.map_err(|error| format!("mail.password_file: {}", error.in_words(words_of_locale())))?;
    let options = SmtpOptions {
        host: mail.host.clone(),
        port: mail.port,
        security: match mail.security {
            MailSecurity::Tls => SmtpSecurity::Tls,
            MailSecurity::Starttls => SmtpSecurity::Starttls,
            MailSecurity::None => SmtpSecurity::None,
        },
        credentials: mail
            .username
            .clone()
            .map(|user| (user, password.unwrap_or_default().trim().to_owned())),
    };
    let transport =
        Transport::smtp(&options).map_err(|error| format!("mail.host = {:?}: {error}", mail.host))?;
    Ok(Sender::new(store, transport, from))
}

/// Programmes with mistakes are not run: whoever starts the server is told where they are.
pub(super) fn catalogue(config: &Config) -> Result<calls::domain::definition::Catalogue, String> {
    let words = words_of_locale();
    let loaded = super::load(&config.programmes, words)?;
    loaded.into_runnable().map_err(|findings| {
        let lines: Vec<String> = findings
            .iter()
            .map(|finding| finding.line(words.language()).to_string())
            .collect();
        format!("{}\n{}", words.say("serve-mistakes"), lines.join("\n"))
    })
}

pub(super) async fn stop() {
    let interrupt = async { tokio::signal::ctrl_c().await.map_or_else(|_| (), |()| ()) };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

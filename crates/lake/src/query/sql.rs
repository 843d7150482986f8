//! SQL, read-only, within limits.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{DataFrame, Expr, SQLOptions, SessionConfig, SessionContext, col, lit};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;

use super::table::FilesTable;
use super::{Answer, EventFilter, Limits, Scope};
use crate::columns::{TIME, event_schema};
use crate::error::LakeError;
use crate::lake::Lake;
use crate::manifest::Entry;
use crate::rollup::rollup_schema;
use crate::storage;

/// What a table of events for reading shows.
const SHOWN: [&str; 14] = [
    "time",
    "device",
    "class_uid",
    "metadata_labels",
    "severity_id",
    "disposition_id",
    "src_endpoint_ip",
    "dst_endpoint_ip",
    "dst_endpoint_port",
    "app_name",
    "firewall_rule_name",
    "malware_name",
    "http_request_url_hostname",
    "message",
];

/// The tables that can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Events,
    Rollups,
}

impl Table {
    const ALL: [Self; 2] = [Self::Events, Self::Rollups];

    const fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Rollups => "rollups",
        }
    }

    const fn has(self, file: &Entry) -> bool {
        file.kind.is_events() == matches!(self, Self::Events)
    }
}

/// Functions that make a value as long as they are told: no limit of memory knows of it.
const BOUNDLESS: [&str; 7] = [
    "repeat",
    "lpad",
    "rpad",
    "array_repeat",
    "array_resize",
    "range",
    "generate_series",
];

pub(super) async fn answer(
    lake: &Lake,
    scope: Scope,
    sql: &str,
    limits: Limits,
) -> Result<Answer, LakeError> {
    let (lake, sql) = (lake.clone(), sql.to_owned());
    let work = async move {
        let context = open(&lake, limits)?;
        let dialect = context.state().config_options().sql_parser.dialect;
        let statement = context.state().sql_to_statement(&sql, &dialect)?;
        let named = context.state().resolve_table_references(&statement)?;
        let asked = |table: &Table| named.iter().any(|one| one.table() == table.name());
        let tables: Vec<Table> = Table::ALL.into_iter().filter(asked).collect();
        let damaged = match is_description(&statement) {
            // Columns are the same whatever the files are.
            true => describe(&context, scope, &tables)?,
            false => fill(&context, &lake, scope, &tables).await?,
        };
        let options = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let plan = context.state().statement_to_plan(statement).await?;
        only_queries(&plan)?;
        options.verify_plan(&plan)?;
        let frame = context.execute_logical_plan(plan).await?;
        collect(frame, damaged, limits).await
    };
    within(limits, work).await
}

pub(super) async fn events(
    lake: &Lake,
    scope: Scope,
    filter: &EventFilter,
    limits: Limits,
) -> Result<Answer, LakeError> {
    let (lake, filter) = (lake.clone(), filter.clone());
    let work = async move {
        let context = open(&lake, limits)?;
        let damaged = fill(&context, &lake, scope, &[Table::Events]).await?;
        let mut frame = context.table(Table::Events.name()).await?;
        if let Some(condition) = condition(&filter) {
            frame = frame.filter(condition)?;
        }
        frame = frame.sort(vec![col(TIME).sort(false, false)])?;
        let columns: Vec<&str> = match filter.columns.is_empty() {
            true => SHOWN.to_vec(),
            false => filter.columns.iter().map(String::as_str).collect(),
        };
        let frame = frame.select_columns(&columns)?;
        collect(frame, damaged, limits).await
    };
    within(limits, work).await
}

/// As a task of its own: an operator that computes for minutes without a pause would keep the clock from being looked at.
async fn within<T: Send + 'static>(
    limits: Limits,
    work: impl Future<Output = Result<T, LakeError>> + Send + 'static,
) -> Result<T, LakeError> {
    let task = tokio::spawn(work);
    let stop = task.abort_handle();
    match tokio::time::timeout(limits.time, task).await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        Err(_) => {
            stop.abort();
            Err(LakeError::TimedOut(limits.time.as_secs()))
        }
    }
}

fn condition(filter: &EventFilter) -> Option<Expr> {
    let instant = |time: jiff::Timestamp| {
        lit(ScalarValue::TimestampMillisecond(
            Some(time.as_millisecond()),
            Some("UTC".into()),
        ))
    };
    let mut conditions = Vec::new();
    conditions.extend(filter.from.map(|from| col(TIME).gt_eq(instant(from))));
    conditions.extend(filter.before.map(|before| col(TIME).lt(instant(before))));
    if !filter.classes.is_empty() {
        let classes = filter
            .classes
            .iter()
            .map(|class| lit(i32::from(class.uid())))
            .collect();
        conditions.push(col("class_uid").in_list(classes, false));
    }
    let function = filter.function.as_deref();
    conditions.extend(function.map(|function| col("metadata_labels").eq(lit(function))));
    let either = |address: &str| {
        let source = col("src_endpoint_ip").eq(lit(address));
        source.or(col("dst_endpoint_ip").eq(lit(address)))
    };
    conditions.extend(filter.address.as_deref().map(either));
    let rule = filter.rule.as_deref();
    conditions.extend(rule.map(|rule| {
        col("firewall_rule_uid")
            .eq(lit(rule))
            .or(col("firewall_rule_name").eq(lit(rule)))
    }));
    conditions.into_iter().reduce(Expr::and)
}

/// Nothing is changed here. And plans speak of files: they are none of the reader's business.
fn only_queries(plan: &LogicalPlan) -> Result<(), LakeError> {
    match plan {
        LogicalPlan::Ddl(_)
        | LogicalPlan::Dml(_)
        | LogicalPlan::Copy(_)
        | LogicalPlan::Statement(_)
        | LogicalPlan::Explain(_)
        | LogicalPlan::Analyze(_) => Err(LakeError::NoQuery),
        _ => Ok(()),
    }
}

async fn collect(frame: DataFrame, damaged: Vec<String>, limits: Limits) -> Result<Answer, LakeError> {
    let frame = frame.limit(0, Some(limits.rows.saturating_add(1)))?;
    let schema = Arc::clone(frame.schema().inner());
    let mut batches = frame.collect().await?;
    let is_cut = cut(&mut batches, limits.rows);
    Ok(Answer {
        schema,
        batches,
        is_cut,
        damaged,
    })
}

fn cut(batches: &mut Vec<arrow::array::RecordBatch>, rows: usize) -> bool {
    let mut left = rows;
    let mut is_cut = false;
    for batch in batches.iter_mut() {
        if batch.num_rows() > left {
            is_cut = true;
            *batch = batch.slice(0, left);
        }
        left -= batch.num_rows();
    }
    batches.retain(|batch| batch.num_rows() > 0);
    is_cut
}

/// An engine of its own for one query: nothing that one query does can be seen by another.
fn open(lake: &Lake, limits: Limits) -> Result<SessionContext, LakeError> {
    lake.refresh()?;
    let threads = limits.threads.max(1);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_limit(limits.memory, 1.0)
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .build_arc()?;
    let config = SessionConfig::new()
        .with_target_partitions(threads)
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true);
    let context = SessionContext::new_with_config_rt(config, runtime);
    for function in BOUNDLESS {
        context.deregister_udf(function);
    }
    context.register_object_store(url()?.as_ref(), storage::object_store(lake.folder())?);
    Ok(context)
}

fn url() -> Result<ObjectStoreUrl, LakeError> {
    Ok(ObjectStoreUrl::parse("lake://files")?)
}

fn is_description(statement: &Statement) -> bool {
    matches!(statement, Statement::Statement(sql) if matches!(**sql, ast::Statement::ExplainTable { .. }))
}

/// The tables that are asked, without any file.
fn describe(context: &SessionContext, scope: Scope, tables: &[Table]) -> Result<Vec<String>, LakeError> {
    for table in tables {
        register(context, scope, *table, Vec::new())?;
    }
    Ok(Vec::new())
}

fn register(
    context: &SessionContext,
    scope: Scope,
    table: Table,
    files: Vec<Entry>,
) -> Result<(), LakeError> {
    let schema = match table {
        Table::Events => event_schema(),
        Table::Rollups => rollup_schema(),
    };
    let store = url()?;
    let of_table = FilesTable {
        schema,
        files,
        scope,
        store,
    };
    context.register_table(table.name(), Arc::new(of_table))?;
    Ok(())
}

/// The tables that are asked, with what this scope may read of them. Gives the damaged files that were left out.
async fn fill(
    context: &SessionContext,
    lake: &Lake,
    scope: Scope,
    tables: &[Table],
) -> Result<Vec<String>, LakeError> {
    // Checksums are made from whole files: not on a thread of the runtime.
    let (lake, wanted) = (lake.clone(), tables.to_vec());
    let found = tokio::task::spawn_blocking(move || sound_files(&lake, scope, &wanted)).await;
    let (mut files, damaged) = found.map_err(|error| LakeError::Refused(error.to_string()))??;
    for table in tables {
        let of_table = files.extract_if(.., |file| table.has(file)).collect();
        register(context, scope, *table, of_table)?;
    }
    Ok(damaged)
}

fn sound_files(lake: &Lake, scope: Scope, tables: &[Table]) -> Result<(Vec<Entry>, Vec<String>), LakeError> {
    let manifest = lake.manifest();
    let mut sound = Vec::new();
    let mut damaged = Vec::new();
    let theirs = |file: &&Entry| match scope {
        Scope::Company(company) => file.may_hold(company),
        Scope::Programme => true,
    };
    let asked = |file: &&Entry| tables.iter().any(|table| table.has(file));
    for file in manifest.files.iter().filter(theirs).filter(asked) {
        match lake.check(file) {
            Ok(()) => sound.push(file.clone()),
            Err(LakeError::Damaged { file, reason }) => {
                tracing::error!(file, %reason, "a damaged file is left out of a query");
                damaged.push(file);
            }
            Err(other) => return Err(other),
        }
    }
    Ok((sound, damaged))
}

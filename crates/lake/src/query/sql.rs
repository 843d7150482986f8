//! SQL, read-only, within limits.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::{DataFrame, Expr, SQLOptions, SessionConfig, SessionContext, col, lit};

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

struct Opened {
    context: SessionContext,
    damaged: Vec<String>,
}

pub(super) async fn answer(
    lake: &Lake,
    scope: Scope,
    sql: &str,
    limits: Limits,
) -> Result<Answer, LakeError> {
    let (lake, sql) = (lake.clone(), sql.to_owned());
    let work = async move {
        let opened = open(&lake, scope, limits).await?;
        let options = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let plan = opened.context.state().create_logical_plan(&sql).await?;
        only_queries(&plan)?;
        options.verify_plan(&plan)?;
        let frame = opened.context.execute_logical_plan(plan).await?;
        collect(frame, opened.damaged, limits).await
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
        let opened = open(&lake, scope, limits).await?;
        let mut frame = opened.context.table("events").await?;
        if let Some(condition) = condition(&filter) {
            frame = frame.filter(condition)?;
        }
        frame = frame.sort(vec![col(TIME).sort(false, false)])?;
        let columns: Vec<&str> = match filter.columns.is_empty() {
            true => SHOWN.to_vec(),
            false => filter.columns.iter().map(String::as_str).collect(),
        };
        let frame = frame.select_columns(&columns)?;
        collect(frame, opened.damaged, limits).await
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

/// Nothing is changed here. And plans and descriptions of tables speak of files: they are none of the reader's business.
fn only_queries(plan: &LogicalPlan) -> Result<(), LakeError> {
    match plan {
        LogicalPlan::Ddl(_)
        | LogicalPlan::Dml(_)
        | LogicalPlan::Copy(_)
        | LogicalPlan::Statement(_)
        | LogicalPlan::Explain(_)
        | LogicalPlan::Analyze(_)
        | LogicalPlan::DescribeTable(_) => Err(LakeError::NoQuery),
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
async fn open(lake: &Lake, scope: Scope, limits: Limits) -> Result<Opened, LakeError> {
    lake.refresh()?;
    let (lake, threads) = (lake.clone(), limits.threads.max(1));
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_limit(limits.memory, 1.0)
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
        .build_arc()?;
    let config = SessionConfig::new()
        .with_target_partitions(threads)
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true);
    let context = SessionContext::new_with_config_rt(config, runtime);
    let url = ObjectStoreUrl::parse("lake://files")?;
    context.register_object_store(url.as_ref(), storage::object_store(lake.folder())?);
    // Checksums are made from whole files: not on a thread of the runtime.
    let found = tokio::task::spawn_blocking(move || sound_files(&lake, scope)).await;
    let (files, damaged) = found.map_err(|error| LakeError::Refused(error.to_string()))??;
    let (events, rollups) = files.into_iter().partition(|file: &Entry| file.kind.is_events());
    for (name, files, schema) in [
        ("events", events, event_schema()),
        ("rollups", rollups, rollup_schema()),
    ] {
        let store = url.clone();
        let table = FilesTable {
            schema,
            files,
            scope,
            store,
        };
        context.register_table(name, Arc::new(table))?;
    }
    Ok(Opened { context, damaged })
}

fn sound_files(lake: &Lake, scope: Scope) -> Result<(Vec<Entry>, Vec<String>), LakeError> {
    let manifest = lake.manifest();
    let mut sound = Vec::new();
    let mut damaged = Vec::new();
    let theirs = |file: &&Entry| match scope {
        Scope::Company(company) => file.may_hold(company),
        Scope::Programme => true,
    };
    for file in manifest.files.iter().filter(theirs) {
        match lake.check(file) {
            Ok(()) => sound.push(file.clone()),
            Err(LakeError::Damaged { file, reason }) => {
                tracing::error!(file, reason, "a damaged file is left out of a query");
                damaged.push(file);
            }
            Err(other) => return Err(other),
        }
    }
    Ok((sound, damaged))
}

//! A table over files of the lake. The company is part of the table: the scan that it gives holds a filter under
//! everything that SQL can put above it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, Operator, TableProviderFilterPushDown};
use datafusion::physical_expr::expressions::{BinaryExpr, Column, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};

use crate::columns::COMPANY;
use crate::manifest::Entry;

use super::Scope;

/// Some files of one kind, seen by somebody.
pub(super) struct FilesTable {
    pub schema: SchemaRef,
    pub files: Vec<Entry>,
    pub scope: Scope,
    pub store: ObjectStoreUrl,
}

impl fmt::Debug for FilesTable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} files for {:?}", self.files.len(), self.scope)
    }
}

#[async_trait]
impl TableProvider for FilesTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters are passed down to the files by the physical plan, where they choose row groups and pages.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Unsupported; filters.len()])
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = projection
            .cloned()
            .unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        if self.files.is_empty() {
            return Ok(Arc::new(EmptyExec::new(Arc::new(self.schema.project(&wanted)?))));
        }
        match self.scope {
            Scope::Programme => self.read(wanted, limit),
            Scope::Company(company) => {
                let mut read = wanted.clone();
                let at = self.schema.index_of(COMPANY)?;
                let company_at = read.iter().position(|column| *column == at).unwrap_or_else(|| {
                    read.push(at);
                    read.len() - 1
                });
                // No limit below the filter: rows of others would use it up.
                let plan = self.read(read, None)?;
                let is_theirs = BinaryExpr::new(
                    Arc::new(Column::new(COMPANY, company_at)),
                    Operator::Eq,
                    lit(company.to_string()),
                );
                let theirs = Arc::new(FilterExec::try_new(Arc::new(is_theirs), plan)?);
                self.narrowed(theirs, &wanted)
            }
        }
    }
}

impl FilesTable {
    fn read(&self, columns: Vec<usize>, limit: Option<usize>) -> Result<Arc<dyn ExecutionPlan>> {
        let source = ParquetSource::new(Arc::clone(&self.schema))
            .with_enable_page_index(true)
            .with_pushdown_filters(true)
            .with_reorder_filters(true);
        let files = self
            .files
            .iter()
            .map(|file| PartitionedFile::new(file.path.clone(), file.bytes));
        let config = FileScanConfigBuilder::new(self.store.clone(), Arc::new(source))
            .with_file_group(FileGroup::new(files.collect()))
            .with_projection_indices(Some(columns))?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    /// The first columns of a plan: those that were asked for, without the company that the filter needed.
    fn narrowed(&self, plan: Arc<dyn ExecutionPlan>, wanted: &[usize]) -> Result<Arc<dyn ExecutionPlan>> {
        if plan.schema().fields().len() == wanted.len() {
            return Ok(plan);
        }
        let columns = wanted.iter().enumerate().map(|(at, column)| {
            let name = self.schema.field(*column).name();
            ProjectionExpr::new(Arc::new(Column::new(name, at)), name.clone())
        });
        Ok(Arc::new(ProjectionExec::try_new(columns, plan)?))
    }
}

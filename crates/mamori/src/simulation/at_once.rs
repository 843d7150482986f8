//! Many things at once, within bounds.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Does `work` with every item, at most `limit` at once; what came of it in the order of the items. Whoever's task
/// dies is left out: the caller counts.
pub async fn at_once<T, F, Work>(limit: usize, items: Vec<T>, work: F) -> Vec<Work::Output>
where
    F: Fn(T) -> Work,
    Work: Future + Send + 'static,
    Work::Output: Send + 'static,
{
    if limit <= 1 || items.len() <= 1 {
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            outcomes.push(work(item).await);
        }
        return outcomes;
    }
    let turns = Arc::new(Semaphore::new(limit));
    let mut tasks = JoinSet::new();
    for (index, item) in items.into_iter().enumerate() {
        let (turns, work) = (Arc::clone(&turns), work(item));
        tasks.spawn(async move {
            let _turn = turns.acquire_owned().await;
            (index, work.await)
        });
    }
    let mut outcomes = Vec::with_capacity(tasks.len());
    while let Some(outcome) = tasks.join_next().await {
        outcomes.extend(outcome.ok());
    }
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

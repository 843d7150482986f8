//! How a firm stands among others, without revealing anybody.
//!
//! Only firms that agreed are counted. Figures are released twice a year and never again changed. The tree is fixed:
//! all firms, 4 sectors, 4 sectors × 5 sizes. A node is published only if it and what is left of its parent without it hold
//! at least [`ENOUGH`] firms each, so nobody is found by taking one figure from another; quartiles are rounded to
//! [`STEP`] points.
//!
//! Two releases could be compared as well: a node whose firms changed by fewer than [`ENOUGH`] since it was last
//! published keeps the figures of then, with their date. What a firm that leaves has told stays in releases that are out,
//! and is in none that follows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The fewest firms of a node, of what is left of its parent, and of a change between two releases.
pub const ENOUGH: usize = 10;
/// Quartiles are rounded to this many points.
pub const STEP: i32 = 5;

/// Sectors of the SME Basic Act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// Manufacturing, construction, transport and the rest.
    Manufacturing,
    /// Wholesale.
    Wholesale,
    /// Retail.
    Retail,
    /// Services.
    Service,
}

impl Sector {
    /// All.
    pub const ALL: [Self; 4] = [Self::Manufacturing, Self::Wholesale, Self::Retail, Self::Service];
}

/// Sizes by employees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Up to 5.
    Five,
    /// 6–20.
    Twenty,
    /// 21–50.
    Fifty,
    /// 51–100.
    Hundred,
    /// More.
    More,
}

impl Size {
    /// All, the smallest first.
    pub const ALL: [Self; 5] = [Self::Five, Self::Twenty, Self::Fifty, Self::Hundred, Self::More];

    /// Of a number of employees.
    pub const fn of(employees: i64) -> Self {
        match employees {
            ..=5 => Self::Five,
            6..=20 => Self::Twenty,
            21..=50 => Self::Fifty,
            51..=100 => Self::Hundred,
            _ => Self::More,
        }
    }
}

/// A place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Everybody.
    All,
    /// A sector.
    Sector(Sector),
    /// A sector and a size.
    Leaf(Sector, Size),
}

impl Node {
    /// All nodes: parents before their children.
    pub fn all() -> Vec<Self> {
        let sectors = Sector::ALL.into_iter();
        let leaves = sectors
            .clone()
            .flat_map(|sector| Size::ALL.into_iter().map(move |size| Self::Leaf(sector, size)));
        std::iter::once(Self::All)
            .chain(sectors.map(Self::Sector))
            .chain(leaves)
            .collect()
    }

    /// What it is a part of.
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::All => None,
            Self::Sector(_) => Some(Self::All),
            Self::Leaf(sector, _) => Some(Self::Sector(sector)),
        }
    }

    /// Whether a firm belongs to it.
    pub fn holds(self, firm: &Firm) -> bool {
        match self {
            Self::All => true,
            Self::Sector(sector) => firm.sector == sector,
            Self::Leaf(sector, size) => firm.sector == sector && firm.size == size,
        }
    }
}

/// A firm that agreed to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Its id: only for knowing whether the same firms are counted again; never published.
    pub id: String,
    /// Sector.
    pub sector: Sector,
    /// Size.
    pub size: Size,
    /// Total of its self-diagnosis.
    pub total: i32,
}

/// What is published of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// A quarter of the firms have at most this.
    pub lower: i32,
    /// Half of them.
    pub median: i32,
    /// Three quarters of them.
    pub upper: i32,
    /// When they were reckoned: older than the release where too few firms changed.
    pub of: Date,
}

/// Figures with the firms behind them; the firms stay inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What is published.
    pub figures: Figures,
    /// Who was counted.
    pub firms: BTreeSet<String>,
}

/// A release: nodes that are published. The rest says nothing.
pub type Release = BTreeMap<Node, Kept>;

/// Makes the release of a day. `before` is the one before it.
pub fn release(on: Date, firms: &[Firm], before: &Release) -> Release {
    let mut made = Release::new();
    for node in Node::all() {
        let members: Vec<&Firm> = firms.iter().filter(|firm| node.holds(firm)).collect();
        let ids: BTreeSet<String> = members.iter().map(|firm| firm.id.clone()).collect();
        let fresh = is_enough(node, members.len(), firms, &made);
        let old = before.get(&node);
        let kept = match old {
            Some(old) if changed(&old.firms, &ids) < ENOUGH || !fresh => Some(old.clone()),
            _ => fresh.then(|| Kept {
                figures: figures(on, &members),
                firms: ids,
            }),
        };
        // What was kept must still stand beside the figures of its parent.
        if let Some(kept) = kept.filter(|kept| stands(node, kept, &made)) {
            made.insert(node, kept);
        }
    }
    settle(made)
}

fn is_enough(node: Node, count: usize, firms: &[Firm], made: &Release) -> bool {
    let Some(parent) = node.parent() else {
        return count >= ENOUGH;
    };
    let around = firms.iter().filter(|firm| parent.holds(firm)).count();
    made.contains_key(&parent) && count >= ENOUGH && around - count >= ENOUGH
}

/// How many firms came or went.
fn changed(before: &BTreeSet<String>, now: &BTreeSet<String>) -> usize {
    before.symmetric_difference(now).count()
}

/// A node's firms, taken from those its parent's figures were made of, leave enough, and are all of them or enough apart.
fn stands(node: Node, kept: &Kept, made: &Release) -> bool {
    let Some(parent) = node.parent() else {
        return true;
    };
    made.get(&parent).is_some_and(|parent| {
        let rest = parent.firms.difference(&kept.firms).count();
        let strangers = kept.firms.difference(&parent.firms).count();
        rest >= ENOUGH && (strangers == 0 || strangers >= ENOUGH)
    })
}

/// Siblings together must not leave fewer than enough of their parent: the smallest of them says nothing then.
fn settle(mut made: Release) -> Release {
    for parent in Node::all() {
        while let Some(left) = left_over(parent, &made) {
            if left == 0 || left >= ENOUGH {
                break;
            }
            let smallest = children(parent, &made)
                .min_by_key(|node| made[node].firms.len())
                .expect("something was taken from the parent");
            made.retain(|node, _| *node != smallest && node.parent() != Some(smallest));
        }
    }
    made
}

fn children(parent: Node, made: &Release) -> impl Iterator<Item = Node> {
    made.keys()
        .copied()
        .filter(move |node| node.parent() == Some(parent))
}

/// How many firms of a parent are in none of its published children.
fn left_over(parent: Node, made: &Release) -> Option<usize> {
    let of_parent = made.get(&parent)?;
    let mut rest = of_parent.firms.clone();
    let mut any = false;
    for child in children(parent, made) {
        any = true;
        rest.retain(|firm| !made[&child].firms.contains(firm));
    }
    any.then_some(rest.len())
}

fn figures(on: Date, members: &[&Firm]) -> Figures {
    let mut totals: Vec<i32> = members.iter().map(|firm| firm.total).collect();
    totals.sort_unstable();
    let quantile = |quarter: usize| {
        // Nearest rank: the smallest total that at least this share does not exceed.
        let rank = (totals.len() * quarter).div_ceil(4).max(1);
        rounded(totals[rank - 1])
    };
    Figures {
        lower: quantile(1),
        median: quantile(2),
        upper: quantile(3),
        of: on,
    }
}

/// To the nearest step, halves upwards.
fn rounded(points: i32) -> i32 {
    (points * 2 + STEP).div_euclid(STEP * 2) * STEP
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    prop_compose! {
        fn firms(most: usize)(
            parts in proptest::collection::vec(
                (select(Sector::ALL.to_vec()), select(Size::ALL.to_vec()), -25_i32..=100), 0..most
            )
        ) -> Vec<Firm> {
            parts
                .into_iter()
                .enumerate()
                .map(|(number, (sector, size, total))| Firm { id: format!("f{number}"), sector, size, total })
                .collect()
        }
    }

    fn first(firms: &[Firm]) -> Release {
        release(date(2026, 4, 1), firms, &Release::new())
    }

    #[test]
    fn rounding_is_to_five_points() {
        for (points, expected) in [
            (0, 0),
            (2, 0),
            (3, 5),
            (52, 50),
            (53, 55),
            (-3, -5),
            (-2, 0),
            (100, 100),
        ] {
            assert_eq!(rounded(points), expected, "{points}");
        }
    }

    #[test]
    fn nine_firms_say_nothing() {
        let one = |number: i32| Firm {
            id: number.to_string(),
            sector: Sector::Retail,
            size: Size::Five,
            total: number,
        };
        assert!(first(&(0..9).map(one).collect::<Vec<_>>()).is_empty());
        let ten = first(&(0..10).map(one).collect::<Vec<_>>());
        assert_eq!(ten.keys().collect::<Vec<_>>(), [&Node::All]);
    }

    proptest! {
        #[test]
        fn a_node_and_its_complement_hold_enough(firms in firms(250)) {
            let release = first(&firms);
            for (node, kept) in &release {
                prop_assert!(kept.firms.len() >= ENOUGH);
                for figure in [kept.figures.lower, kept.figures.median, kept.figures.upper] {
                    prop_assert_eq!(figure % STEP, 0);
                }
                if let Some(parent) = node.parent() {
                    let parent = &release[&parent];
                    prop_assert!(kept.firms.is_subset(&parent.firms));
                    prop_assert!(parent.firms.difference(&kept.firms).count() >= ENOUGH);
                }
            }
        }

        #[test]
        fn siblings_taken_from_their_parent_leave_nobody_alone(firms in firms(250)) {
            let release = first(&firms);
            for parent in Node::all() {
                if let Some(left) = left_over(parent, &release) {
                    prop_assert!(left == 0 || left >= ENOUGH);
                }
            }
        }

        #[test]
        fn the_difference_of_two_releases_reveals_nobody(
            firms in firms(200), gone in 0_usize..30, others in 0_usize..30, total in -25_i32..=100,
        ) {
            let before = first(&firms);
            // Some leave, some come, one changes what it says.
            let mut now: Vec<Firm> = firms.iter().skip(gone).cloned().collect();
            now.extend((0..others).map(|number| Firm {
                id: format!("new{number}"),
                sector: Sector::ALL[number % 4],
                size: Size::ALL[number % 5],
                total,
            }));
            let after = release(date(2026, 10, 1), &now, &before);
            for (node, kept) in &after {
                if let Some(old) = before.get(node) {
                    let moved = changed(&old.firms, &kept.firms);
                    prop_assert!(moved == 0 || moved >= ENOUGH, "{node:?}: {moved}");
                    prop_assert!(moved != 0 || old.figures == kept.figures);
                }
            }
        }

        #[test]
        fn what_was_released_does_not_change_when_somebody_leaves(firms in firms(200)) {
            let before = first(&firms);
            let fewer: Vec<Firm> = firms.iter().skip(1).cloned().collect();
            let after = release(date(2026, 10, 1), &fewer, &before);
            for (node, kept) in &after {
                if let Some(old) = before.get(node) {
                    prop_assert_eq!(old.figures, kept.figures);
                }
            }
        }
    }
}

//! What leaves the lake: because its time is over, or because it is one company's and has to go.

use super::*;

#[test]
fn lines_go_first_then_events_then_figures() {
    let folder = tempfile::tempdir().unwrap();
    let lines = numbered(12);
    let lake = filled(folder.path(), small(), &lines);
    lake.compact(date(2026, 11, 4)).unwrap();
    assert_eq!(by_the_clock(&lake, date(2027, 1, 29)).without_raw, 0);
    assert!(by_the_clock(&lake, date(2027, 1, 30)).without_raw > 0);
    assert!(
        lake.manifest()
            .events()
            .all(|file| file.without_raw && file.rows > 0)
    );
    let rows: u64 = lake.manifest().events().map(|file| file.rows).sum();
    assert_eq!(rows, 12);
    assert_eq!(by_the_clock(&lake, date(2027, 11, 1)).dropped, 0);
    assert_eq!(by_the_clock(&lake, date(2027, 12, 1)).dropped_events, 12);
    assert_eq!(lake.manifest().events().count(), 0);
    assert_eq!(figures(&lake), expected_figures(&lines));
    by_the_clock(&lake, date(2031, 11, 1));
    assert_eq!(lake.manifest().files, []);
}

/// As somebody wants it who has looked at the clock.
fn by_the_clock(lake: &Lake, today: Date) -> crate::Compacted {
    lake.compact_with(today, Old::Delete).unwrap()
}

#[test]
fn a_clock_that_jumped_deletes_nothing_and_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let lines = numbered(12);
    let lake = filled(folder.path(), small(), &lines);
    lake.compact(date(2026, 10, 4)).unwrap();
    let done = lake.compact(date(2036, 2, 7)).unwrap();
    assert_eq!((done.dropped, done.without_raw), (0, 0));
    let judged = done.held_back.unwrap();
    assert_eq!((judged.clock, judged.day), (date(2036, 2, 7), date(2026, 10, 4)));
    assert!(judged.held_back > 0);
    assert_eq!(lake.manifest().judged, Some(judged));
    assert_eq!(content(&lake), expected(&lines));
    assert_eq!(lake.compact_with(date(2036, 2, 7), Old::Keep).unwrap().dropped, 0);
    assert_eq!(lake.overdue(date(2036, 2, 7)).events, 12);
    assert_eq!(content(&lake), expected(&lines));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever the clock says night after night: what the rule keeps by the lake's own newest reception is there.
    #[test]
    fn retention_never_deletes_more_than_the_newest_reception_allows(nights in prop::collection::vec(0_i32..4000, 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        let options = LakeOptions { raw_days: 1, event_months: 1, rollup_months: 1, ..small() };
        let mut lines = numbered(9);
        for line in &mut lines {
            line.day *= 45;
        }
        let lake = filled(folder.path(), options, &lines);
        for night in nights {
            lake.compact(date(2026, 10, 1).saturating_add(jiff::Span::new().days(night))).unwrap();
        }
        // The newest was received on 30 December: by 1 January the events from 1 December on stay.
        let rows: u64 = lake.manifest().events().filter(|file| file.day >= date(2026, 12, 1)).map(|file| file.rows).sum();
        prop_assert_eq!(rows, 3);
        let newest = lake.manifest().events().filter(|file| file.day >= date(2026, 12, 30)).all(|file| !file.without_raw);
        prop_assert!(newest);
    }
}

#[test]
fn one_company_goes_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let lines = numbered(48);
    let lake = filled(folder.path(), small(), &lines);
    lake.close_month(date(2026, 10, 1)).unwrap();
    let order = everything_of(2);
    order_erasure(folder.path(), &order).unwrap();
    let done = lake.carry_out_erasures().unwrap();
    let kept: Vec<Line> = lines.iter().filter(|line| line.company != 2).copied().collect();
    assert_eq!((done.len(), done[0].events, done[0].order), (1, 12, order));
    assert!(
        done[0].is_complete() && done[0].figures > 0 && done[0].files > 1,
        "{done:?}"
    );
    assert_eq!(content(&lake), expected(&kept));
    assert_eq!(figures(&lake), expected_figures(&kept));
    // Not on the disk either: no file holds the name of the company.
    let name = company(2).to_string();
    for path in crate::lake::parquet_files(folder.path()).unwrap() {
        let bytes = std::fs::read(folder.path().join(&path)).unwrap();
        assert!(
            !bytes.windows(name.len()).any(|part| part == name.as_bytes()),
            "{path}"
        );
    }
    assert_eq!(lake.verify(None).unwrap().problems, []);
    // Again: the same result, and nothing is written.
    let sequence = lake.manifest().sequence;
    order_erasure(folder.path(), &order).unwrap();
    assert_eq!(lake.carry_out_erasures().unwrap(), done);
    assert_eq!(lake.manifest().sequence, sequence);
}

#[test]
fn a_row_that_was_on_its_way_goes_with_the_next_turn() {
    let folder = tempfile::tempdir().unwrap();
    let lake = filled(folder.path(), small(), &numbered(8));
    let mut writer = lake.writer();
    let line = Line {
        company: 2,
        day: 1,
        number: 8,
    };
    push(&mut writer, line);
    assert_eq!(lake.erase(&everything_of(2)).unwrap().events, 2);
    writer.flush().unwrap();
    assert!(content(&lake).contains(&text(line)));
    assert_eq!(lake.carry_out_erasures().unwrap()[0].events, 3);
    assert!(!content(&lake).contains(&text(line)));
}

#[test]
fn a_later_stay_of_the_same_company_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lines = numbered(48);
    let lake = filled(folder.path(), small(), &lines);
    let from = START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(48);
    let order = Erasure {
        kept_from: Some(from),
        ..everything_of(2)
    };
    lake.erase(&order).unwrap();
    let kept: Vec<Line> = lines
        .iter()
        .filter(|line| line.company != 2 || line.day >= 2)
        .copied()
        .collect();
    assert!(kept.iter().any(|line| line.company == 2));
    assert_eq!(content(&lake), expected(&kept));
    assert_eq!(figures(&lake), expected_figures(&kept));
}

#[test]
fn a_damaged_file_is_named_and_taken_up_when_it_is_whole_again() {
    let folder = tempfile::tempdir().unwrap();
    let lake = filled(folder.path(), small(), &numbered(8));
    let manifest = lake.manifest();
    let held = manifest.events().find(|file| file.may_hold(company(2))).unwrap();
    let file = folder.path().join(&held.path);
    let whole = std::fs::read(&file).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&file, bytes).unwrap();
    let erased = lake.erase(&everything_of(2)).unwrap();
    assert_eq!(erased.damaged.len(), 1);
    assert!(!erased.is_complete());
    std::fs::write(&file, whole).unwrap();
    let erased = lake.carry_out_erasures().unwrap().remove(0);
    assert!(erased.is_complete());
    assert_eq!(erased.events, 2);
}

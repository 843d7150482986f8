//! What was committed is read again, whatever happens to the files; nothing is invented.

use std::fs;
use std::path::Path;
use std::time::Duration;

use contracts::ids::DeviceId;
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn options() -> WalOptions {
    WalOptions {
        salt: 0x5EED,
        free_space: 0,
        gather: Duration::ZERO,
        ..WalOptions::default()
    }
}

fn frame(number: u16, line: &[u8]) -> Frame {
    Frame {
        received: Timestamp::from_microsecond(1_790_000_000_000_000 + i64::from(number)).unwrap(),
        source: if number.is_multiple_of(3) {
            Source::Unknown(format!("192.0.2.{}:514", number % 250))
        } else {
            Source::Device(DeviceId(Uuid::from_u128(u128::from(number))))
        },
        transport: Transport::ALL[usize::from(number) % Transport::ALL.len()],
        line: line.to_vec(),
    }
}

fn numbered(count: u16) -> Vec<Frame> {
    (0..count)
        .map(|number| frame(number, format!("line {number}").as_bytes()))
        .collect()
}

/// Writes each batch as one request in a process of its own, so to say; gives the positions.
fn write(folder: &Path, options: &WalOptions, batches: &[Vec<Frame>]) -> Vec<Position> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let wal = Wal::open(folder, options.clone()).unwrap();
    let handle = wal.handle();
    batches
        .iter()
        .map(|batch| runtime.block_on(handle.append(batch.clone())).unwrap())
        .collect()
}

fn read(folder: &Path, from: Position) -> (Vec<Frame>, Damage) {
    let mut reader = WalReader::open(folder, from);
    let mut frames = Vec::new();
    while let Some(entry) = reader.next().unwrap() {
        frames.push(entry.frame.to_frame());
    }
    (frames, reader.damage())
}

#[test]
fn what_was_appended_is_read_in_order_and_from_any_position() {
    let folder = tempfile::tempdir().unwrap();
    let frames = numbered(40);
    let batches: Vec<Vec<Frame>> = frames.chunks(7).map(<[_]>::to_vec).collect();
    let small = WalOptions {
        segment: 300,
        ..options()
    };
    let positions = write(folder.path(), &small, &batches);
    assert!(positions.is_sorted());
    assert!(segments(folder.path()).unwrap().len() > 2);
    assert_eq!(
        read(folder.path(), Position::START),
        (frames.clone(), Damage::default())
    );
    for (done, position) in positions.iter().enumerate() {
        let left = frames[(7 * (done + 1)).min(40)..].to_vec();
        assert_eq!(read(folder.path(), *position).0, left);
    }
}

#[test]
fn a_second_writer_is_told_that_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let first = Wal::open(folder.path(), options()).unwrap();
    assert!(matches!(
        Wal::open(folder.path(), options()),
        Err(WalError::Locked(_))
    ));
    first.close();
    assert!(Wal::open(folder.path(), options()).is_ok());
}

#[tokio::test]
async fn a_reader_follows_the_writer_and_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let wal = Wal::open(
        folder.path(),
        WalOptions {
            segment: 200,
            ..options()
        },
    )
    .unwrap();
    let handle = wal.handle();
    let mut reader = handle.reader(Position::START);
    assert_eq!(reader.next().unwrap(), None);
    let reading = tokio::spawn(async move {
        let mut frames = Vec::new();
        while reader.wait().await {
            while let Some(entry) = reader.next().unwrap() {
                frames.push(entry.frame.to_frame());
            }
        }
        frames
    });
    let frames = numbered(50);
    for batch in frames.chunks(3) {
        handle.append(batch.to_vec()).await.unwrap();
    }
    assert_eq!(handle.state().frames, 50);
    tokio::task::spawn_blocking(move || wal.close()).await.unwrap();
    assert!(matches!(handle.append(numbered(1)).await, Err(WalError::Closed)));
    assert_eq!(reading.await.unwrap(), frames);
}

#[tokio::test]
async fn a_full_disk_refuses_says_so_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let wal = Wal::open(
        folder.path(),
        WalOptions {
            free_space: u64::MAX / 2,
            ..options()
        },
    )
    .unwrap();
    let handle = wal.handle();
    assert!(matches!(handle.append(numbered(4)).await, Err(WalError::Full)));
    let state = handle.state();
    assert_eq!((state.frames, state.refused, state.full), (0, 4, true));
    wal.close();
    let written = write_async(folder.path()).await;
    assert_eq!(read(folder.path(), Position::START).0, written);
}

async fn write_async(folder: &Path) -> Vec<Frame> {
    let wal = Wal::open(folder, options()).unwrap();
    wal.handle().append(numbered(4)).await.unwrap();
    assert!(!wal.handle().state().full);
    numbered(4)
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_and_the_longest_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let wal = Wal::open(folder.path(), options()).unwrap();
    let long = |length| vec![frame(1, &vec![b'x'; length])];
    assert!(matches!(
        wal.handle().append(long(MAXIMUM_LINE + 1)).await,
        Err(WalError::TooLong(_))
    ));
    wal.handle().append(long(MAXIMUM_LINE)).await.unwrap();
    assert_eq!(read(folder.path(), Position::START).0, long(MAXIMUM_LINE));
}

#[test]
fn segments_that_are_done_with_go_and_numbers_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let small = WalOptions {
        segment: 100,
        ..options()
    };
    let batches: Vec<Vec<Frame>> = numbered(6).chunks(2).map(<[_]>::to_vec).collect();
    let positions = write(folder.path(), &small, &batches);
    let wal = Wal::open(folder.path(), small.clone()).unwrap();
    assert!(wal.handle().release(positions[2]).unwrap() > 0);
    wal.close();
    assert_eq!(segments(folder.path()).unwrap().len(), 1);
    let later = write(folder.path(), &small, &[numbered(1)]);
    assert!(later[0] > positions[2]);
    assert_eq!(read(folder.path(), positions[2]).0, numbered(1));
}

#[test]
fn a_frame_inside_a_line_is_never_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &options(), &[vec![frame(1, b"inner")]]);
    let inner = fs::read(segment::path(folder.path(), 1)).unwrap();
    let outer = tempfile::tempdir().unwrap();
    let mut line = vec![b' '; 40];
    line.extend_from_slice(&inner[usize::try_from(segment::HEADER).unwrap()..]);
    write(
        outer.path(),
        &options(),
        &[vec![frame(2, &line), frame(4, b"after")]],
    );
    let path = segment::path(outer.path(), 1);
    let mut bytes = fs::read(&path).unwrap();
    bytes[60] ^= 1;
    fs::write(&path, bytes).unwrap();
    let (frames, damage) = read(outer.path(), Position::START);
    assert_eq!(frames, vec![frame(4, b"after")]);
    assert_eq!(damage.places, 1);
}

/// Whether `read` is `written` with some left out, in the same order.
fn is_part_of(read: &[Frame], written: &[Frame]) -> bool {
    let mut written = written.iter();
    read.iter().all(|frame| written.any(|one| one == frame))
}

fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let line = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        Just(frame::MARKER.repeat(3)),
    ];
    prop::collection::vec(line, 1..24)
}

fn frames_of(lines: &[Vec<u8>]) -> Vec<Frame> {
    (0..)
        .zip(lines)
        .map(|(number, line)| frame(number, line))
        .collect()
}

/// The end of each frame, when each is a request of its own.
fn ends(folder: &Path, frames: &[Frame]) -> Vec<Position> {
    let batches: Vec<Vec<Frame>> = frames.iter().map(|frame| vec![frame.clone()]).collect();
    write(folder, &options(), &batches)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_truncated_log_gives_what_lies_before_the_cut(lines in lines(), cut in 0.0..1.0_f64) {
        let folder = tempfile::tempdir().unwrap();
        let frames = frames_of(&lines);
        let ends = ends(folder.path(), &frames);
        let path = segment::path(folder.path(), 1);
        let bytes = fs::read(&path).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "any place does")]
        let cut = (bytes.len() as f64 * cut) as usize;
        fs::write(&path, &bytes[..cut]).unwrap();
        let whole = ends.iter().filter(|end| end.offset <= cut as u64).count();
        prop_assert_eq!(&read(folder.path(), Position::START).0, &frames[..whole]);
        // The next writer cuts the torn end and goes on behind it.
        write(folder.path(), &options(), &[vec![frame(999, b"next")]]);
        let mut expected = frames[..whole].to_vec();
        expected.push(frame(999, b"next"));
        prop_assert_eq!(read(folder.path(), Position::START), (expected, Damage::default()));
    }

    #[test]
    fn flipped_bytes_take_only_what_they_hit(lines in lines(), flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let frames = frames_of(&lines);
        let ends = ends(folder.path(), &frames);
        let path = segment::path(folder.path(), 1);
        let mut bytes = fs::read(&path).unwrap();
        let header = usize::try_from(segment::HEADER).unwrap();
        let mut hit = Vec::new();
        for (place, flip) in flips {
            let place = header + place.index(bytes.len() - header);
            bytes[place] ^= flip;
            hit.push(place as u64);
        }
        fs::write(&path, bytes).unwrap();
        let starts = std::iter::once(segment::HEADER).chain(ends.iter().map(|end| end.offset));
        let sound: Vec<Frame> = frames
            .iter()
            .zip(starts.zip(&ends))
            .filter(|(_, (start, end))| !hit.iter().any(|hit| (*start..end.offset).contains(hit)))
            .map(|(frame, _)| frame.clone())
            .collect();
        let (read, _) = read(folder.path(), Position::START);
        // Two flips of one place may undo each other: then more than the sound ones is read, all of it as written.
        prop_assert!(is_part_of(&sound, &read) && is_part_of(&read, &frames), "{read:?}");
    }
}

//! The ZIP around a bundle, written and read byte for byte.
//!
//! Canonical form: the members of [`MEMBERS`] in order, each stored without compression; version made by 20 on
//! Unix, version needed 20, no flags, time 0, date 1980-01-01 (the zero of the format), external attributes
//! 0600, no extra fields, no comments, no gaps. Python's `zipfile` writes the same bytes for
//! `ZipInfo(name)` members with `ZIP_STORED`.
//!
//! Reading is milder, so that a bundle packed again by somebody can be diagnosed: other dates and attributes and
//! deflate are understood. [`crate::verify()`] then compares with the canonical form, as its last question about the bundle.

use serde::Serialize;

use crate::error::Step;

/// The members of a bundle, in order.
pub const MEMBERS: [&str; 8] = [
    "charter.json",
    "charter.sig",
    "organiser.pub",
    "entries.csv",
    "beacon.json",
    "ranking.csv",
    "seats.csv",
    "log.jsonl",
];

/// The step that a member belongs to.
pub(crate) const MEMBER_STEPS: [Step; 8] = [
    Step::Charter,
    Step::Signature,
    Step::Signature,
    Step::Entries,
    Step::Beacon,
    Step::Ranking,
    Step::Seats,
    Step::Log,
];

/// The largest member that is read: a million entries' ranking is 150 MB.
const LARGEST_MEMBER: usize = 256 << 20;

const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const CENTRAL_SIGNATURE: &[u8] = b"PK\x01\x02";
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const DATE_ZERO: u16 = 0x0021;
const MADE_BY_UNIX: u16 = 0x0314;
const VERSION_NEEDED: u16 = 20;
const OWNER_READS_AND_WRITES: u32 = 0o600 << 16;

/// Why a container is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ContainerError {
    #[error("the file is empty")]
    EmptyFile,
    #[error("this is an applicant's receipt, not the record of a draw")]
    ReceiptFile,
    #[error("this is a JSON file, not the record of a draw")]
    JsonFile,
    #[error("this is not the record of a draw but some other file")]
    OtherFile,
    #[error("this ZIP holds no part of a record of a draw")]
    OtherArchive,
    #[error("the file is not a ZIP that can be read ({reason})")]
    NotZip { reason: &'static str },
    #[error("the bundle has no {member}")]
    MissingMember { member: &'static str },
    #[error("the bundle has {member} more than once")]
    DuplicateMember { member: &'static str },
    #[error("{member} is out of its place")]
    MemberOutOfOrder { member: &'static str },
    #[error("the bundle holds {name:?}, which does not belong to it")]
    UnexpectedMember { name: String },
    #[error("{member} is damaged ({reason})")]
    DamagedMember {
        member: &'static str,
        reason: &'static str,
    },
    #[error("the ZIP itself was altered (dates, attributes, compression or the like), at {member}")]
    ContainerNotCanonical { member: &'static str },
}

impl ContainerError {
    /// Whether it is some other file that was taken for a bundle, and no word on any draw.
    pub const fn is_wrong_file(&self) -> bool {
        matches!(
            self,
            Self::EmptyFile | Self::ReceiptFile | Self::JsonFile | Self::OtherFile | Self::OtherArchive
        )
    }
}

/// What was found in a container.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Each member's bytes, or why they cannot be had; in the order of [`MEMBERS`].
    members: [Option<Result<Vec<u8>, ContainerError>>; 8],
    /// What is wrong with the set of members as such, with the step it is reported at.
    layout: Vec<(Step, ContainerError)>,
}

impl Contents {
    /// Reads the container as far as possible; only one without a usable directory is refused as a whole.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ContainerError> {
        let records = directory(bytes).map_err(|error| wrong_file(bytes).unwrap_or(error))?;
        let known = |record: &Record<'_>| MEMBERS.iter().any(|member| member.as_bytes() == record.name);
        if !records.iter().any(known) {
            return Err(ContainerError::OtherArchive);
        }
        let mut contents = Self::default();
        let mut places = Vec::new();
        let mut unexpected = None;
        for record in &records {
            let Some(place) = MEMBERS.iter().position(|member| member.as_bytes() == record.name) else {
                let name = String::from_utf8_lossy(record.name).into_owned();
                unexpected.get_or_insert(ContainerError::UnexpectedMember { name });
                continue;
            };
            if contents.members[place].is_some() {
                contents.object(
                    place,
                    ContainerError::DuplicateMember {
                        member: MEMBERS[place],
                    },
                );
                continue;
            }
            places.push(place);
            contents.members[place] =
                Some(
                    record
                        .extract(bytes)
                        .map_err(|reason| ContainerError::DamagedMember {
                            member: MEMBERS[place],
                            reason,
                        }),
                );
        }
        contents.check_layout(&places, unexpected);
        Ok(contents)
    }

    /// The canonical container of a bundle that somebody packed again: its members in whatever order and folder, and
    /// what an operating system adds passed over. `None` unless each member is there once and whole.
    pub(crate) fn packed_again(bytes: &[u8]) -> Option<Vec<u8>> {
        let mut members: [Option<Vec<u8>>; 8] = Default::default();
        for record in directory(bytes).ok()? {
            if record.name.starts_with(b"__MACOSX/") {
                continue;
            }
            let name = record.name.rsplit(|byte| *byte == b'/').next()?;
            let Some(place) = MEMBERS.iter().position(|member| member.as_bytes() == name) else {
                continue;
            };
            if members[place].replace(record.extract(bytes).ok()?).is_some() {
                return None;
            }
        }
        let mut whole = [b"".as_slice(); 8];
        for (place, member) in members.iter().enumerate() {
            whole[place] = member.as_deref()?;
        }
        Some(write(&whole))
    }

    fn check_layout(&mut self, places: &[usize], unexpected: Option<ContainerError>) {
        for (place, member) in MEMBERS.into_iter().enumerate() {
            if self.members[place].is_none() {
                self.object(place, ContainerError::MissingMember { member });
            }
        }
        let mut sorted = places.to_vec();
        sorted.sort_unstable();
        if let Some((_, place)) = places
            .iter()
            .zip(&sorted)
            .find(|(found, expected)| found != expected)
        {
            self.object(
                *place,
                ContainerError::MemberOutOfOrder {
                    member: MEMBERS[*place],
                },
            );
        }
        // A strange name where a member is missing is that member's renaming; alone, it is the bundle's fault.
        if let Some(error) = unexpected.filter(|_| self.layout.is_empty()) {
            self.object(0, error);
        }
    }

    fn object(&mut self, place: usize, error: ContainerError) {
        self.layout.push((MEMBER_STEPS[place], error));
    }

    /// What is wrong with the set of members at this step.
    pub(crate) fn check(&self, step: Step) -> Result<(), ContainerError> {
        match self.layout.iter().find(|(at, _)| *at == step) {
            Some((_, error)) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// The bytes of a member (one of [`MEMBERS`]).
    pub(crate) fn member(&self, name: &'static str) -> Result<&[u8], ContainerError> {
        let place = MEMBERS.iter().position(|member| *member == name);
        match place.and_then(|place| self.members[place].as_ref()) {
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(error)) => Err(error.clone()),
            None => Err(ContainerError::MissingMember { member: name }),
        }
    }

    /// Compares with the canonical container of the same members; the step is that of the member whose record
    /// holds the first byte that differs.
    pub(crate) fn check_canonical(&self, bytes: &[u8]) -> Result<(), (Step, ContainerError)> {
        let mut members = [b"".as_slice(); 8];
        for (place, name) in MEMBERS.into_iter().enumerate() {
            members[place] = self.member(name).map_err(|error| (MEMBER_STEPS[place], error))?;
        }
        let (canonical, parts) = compose(&members);
        if canonical == bytes {
            return Ok(());
        }
        let differs = canonical
            .iter()
            .zip(bytes)
            .position(|(left, right)| left != right);
        let differs = differs.unwrap_or(canonical.len().min(bytes.len()));
        let place = parts
            .iter()
            .find(|(_, end)| differs < *end)
            .map_or(0, |(place, _)| *place);
        Err((
            MEMBER_STEPS[place],
            ContainerError::ContainerNotCanonical {
                member: MEMBERS[place],
            },
        ))
    }
}

/// Writes the canonical container of the eight members.
pub(crate) fn write(members: &[&[u8]; 8]) -> Vec<u8> {
    compose(members).0
}

/// The canonical bytes, and for each part of them (member's place, end of the part).
fn compose(members: &[&[u8]; 8]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut parts = Vec::new();
    let mut ends = Vec::new();
    for (place, (name, content)) in MEMBERS.iter().zip(members).enumerate() {
        let offset = out.len();
        let common = common_fields(name, content);
        out.extend_from_slice(LOCAL_SIGNATURE);
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(content);
        parts.push((place, out.len()));

        directory.extend_from_slice(CENTRAL_SIGNATURE);
        directory.extend_from_slice(&MADE_BY_UNIX.to_le_bytes());
        directory.extend_from_slice(&common);
        // No comment, first disk, binary.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&OWNER_READS_AND_WRITES.to_le_bytes());
        directory.extend_from_slice(&size_field(offset));
        directory.extend_from_slice(name.as_bytes());
        ends.push((place, directory.len()));
    }
    let start = out.len();
    parts.extend(ends.into_iter().map(|(place, end)| (place, start + end)));
    out.extend_from_slice(&directory);
    out.extend_from_slice(END_SIGNATURE);
    out.extend_from_slice(&[0, 0, 0, 0, 8, 0, 8, 0]);
    out.extend_from_slice(&size_field(directory.len()));
    out.extend_from_slice(&size_field(start));
    out.extend_from_slice(&[0, 0]);
    (out, parts)
}

/// The 26 bytes that local and central records have in common: version needed to length of the extra field.
fn common_fields(name: &str, content: &[u8]) -> Vec<u8> {
    let mut fields = Vec::with_capacity(26);
    fields.extend_from_slice(&VERSION_NEEDED.to_le_bytes());
    // No flags, stored, time 0.
    fields.extend_from_slice(&[0; 6]);
    fields.extend_from_slice(&DATE_ZERO.to_le_bytes());
    fields.extend_from_slice(&crc32fast::hash(content).to_le_bytes());
    fields.extend_from_slice(&size_field(content.len()));
    fields.extend_from_slice(&size_field(content.len()));
    let name_length = u16::try_from(name.len()).expect("the names of members are short");
    fields.extend_from_slice(&name_length.to_le_bytes());
    fields.extend_from_slice(&[0, 0]);
    fields
}

fn size_field(size: usize) -> [u8; 4] {
    u32::try_from(size)
        .expect("a bundle of tens of millions of entries is not written")
        .to_le_bytes()
}

/// What a file without a directory is, if nothing in it comes from a bundle; one that was cut or altered has its records.
fn wrong_file(bytes: &[u8]) -> Option<ContainerError> {
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    if [LOCAL_SIGNATURE, CENTRAL_SIGNATURE].into_iter().any(holds) {
        return None;
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let json = match text.first() {
        None => return Some(ContainerError::EmptyFile),
        Some(b'{' | b'[') => serde_json::from_slice::<serde_json::Value>(text).ok(),
        Some(_) => None,
    };
    Some(match json {
        Some(value) if value.get("label").is_some() && value.get("salt").is_some() => {
            ContainerError::ReceiptFile
        }
        Some(_) => ContainerError::JsonFile,
        None => ContainerError::OtherFile,
    })
}

/// An entry of the directory.
struct Record<'a> {
    name: &'a [u8],
    fields: &'a [u8],
    offset: usize,
}

fn directory(bytes: &[u8]) -> Result<Vec<Record<'_>>, ContainerError> {
    let not_zip = |reason| ContainerError::NotZip { reason };
    let end = bytes
        .windows(END_SIGNATURE.len())
        .rposition(|window| window == END_SIGNATURE)
        .and_then(|start| bytes.get(start..start + 22))
        .ok_or(not_zip("no end of directory"))?;
    let count = short(end, 10);
    let mut rest = bytes
        .get(long(end, 16)..)
        .ok_or(not_zip("the directory is outside the file"))?;
    let mut records = Vec::new();
    for _ in 0..count {
        let cut = not_zip("the directory is damaged");
        let head = rest
            .get(..46)
            .filter(|head| head.starts_with(CENTRAL_SIGNATURE))
            .ok_or(cut.clone())?;
        let name_end = 46 + short(head, 28);
        let next = name_end + short(head, 30) + short(head, 32);
        let name = rest.get(46..name_end).ok_or(cut.clone())?;
        records.push(Record {
            name,
            fields: &head[6..32],
            offset: long(head, 42),
        });
        rest = rest.get(next..).ok_or(cut)?;
    }
    Ok(records)
}

impl Record<'_> {
    fn extract(&self, bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        let outside = "it lies outside the file";
        let local = bytes.get(self.offset..).ok_or(outside)?;
        let head = local
            .get(..30)
            .filter(|head| head.starts_with(LOCAL_SIGNATURE))
            .ok_or("no local header")?;
        let start = 30 + short(head, 26) + short(head, 28);
        if local.get(30..30 + short(head, 26)) != Some(self.name) {
            return Err("its two names differ");
        }
        let (method, crc) = (short(self.fields, 4), &self.fields[10..14]);
        let (packed, size) = (long(self.fields, 14), long(self.fields, 18));
        if size > LARGEST_MEMBER {
            return Err("it is too large");
        }
        let data = start
            .checked_add(packed)
            .and_then(|end| local.get(start..end))
            .ok_or(outside)?;
        let content = match method {
            0 => data.to_vec(),
            // A limit of zero would refuse the packed form of an empty member.
            8 => miniz_oxide::inflate::decompress_to_vec_with_limit(data, size.max(1))
                .map_err(|_| "it cannot be decompressed")?,
            _ => return Err("it is packed in an unknown way"),
        };
        if content.len() != size || crc32fast::hash(&content).to_le_bytes() != crc {
            return Err("its checksum differs");
        }
        Ok(content)
    }
}

fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn long(bytes: &[u8], at: usize) -> usize {
    let number = u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    usize::try_from(number).unwrap_or(usize::MAX)
}

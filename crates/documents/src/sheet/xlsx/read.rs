//! A workbook → a table. Nothing is believed about its size before it was measured.

use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::super::{Cell, Limits, Sheet, SheetProblem, from_rows};

/// Begins every OLE compound file: old .xls, and encrypted workbooks.
const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads the first sheet that has anything in it. The first non-empty row is the header. Texts, numbers, dates and
/// truth values keep their kind; of a formula, the value that was computed last is read.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetProblem> {
    if bytes.len() > limits.file_bytes {
        return Err(SheetProblem::TooLarge {
            limit: limits.file_bytes as u64,
        });
    }
    if bytes.starts_with(&OLE) {
        return Err(if holds_encrypted_package(bytes) {
            SheetProblem::Encrypted
        } else {
            SheetProblem::OldXls
        });
    }
    measure(bytes, limits.unpacked_bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetProblem::NotXlsx)?;
    let mut problem = SheetProblem::NoRows;
    for name in workbook.sheet_names() {
        let rows = rows(&mut workbook, &name, limits)?;
        match from_rows(name, rows, limits) {
            Err(SheetProblem::NoRows) => problem = SheetProblem::NoRows,
            found => return found,
        }
    }
    Err(problem)
}

/// The directory of an encrypted workbook names this stream, in UTF-16.
fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Unpacks everything once and counts: what the file says about its own sizes is not evidence.
fn measure(bytes: &[u8], limit: u64) -> Result<(), SheetProblem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetProblem::NotXlsx)?;
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(SheetProblem::damaged)?;
        if entry.encrypted() {
            return Err(SheetProblem::Encrypted);
        }
        let read =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(SheetProblem::damaged)?;
        left = left
            .checked_sub(read)
            .ok_or(SheetProblem::UnpacksTooLarge { limit })?;
    }
    Ok(())
}

fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<Vec<Cell>>, SheetProblem> {
    let mut reader = workbook
        .worksheet_cells_reader(name)
        .map_err(SheetProblem::damaged)?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row_of_last = None;
    while let Some(found) = reader.next_cell().map_err(SheetProblem::damaged)? {
        let (row, column) = found.get_position();
        let Some(cell) = cell(found.get_value()) else {
            continue;
        };
        let column = column as usize;
        if column >= limits.columns {
            return Err(SheetProblem::TooManyColumns {
                limit: limits.columns,
            });
        }
        // Rows are kept only where something stands, so that one cell in the last row of all costs nothing.
        if row_of_last != Some(row) {
            if rows.len() > limits.rows {
                return Err(SheetProblem::TooManyRows { limit: limits.rows });
            }
            rows.push(Vec::new());
            row_of_last = Some(row);
        }
        if let Some(last) = rows.last_mut() {
            if last.len() <= column {
                last.resize(column + 1, Cell::Empty);
            }
            last[column] = cell;
        }
    }
    Ok(rows)
}

/// The value, or nothing for an empty cell.
fn cell(data: &DataRef<'_>) -> Option<Cell> {
    match data {
        DataRef::Empty => None,
        DataRef::SharedString(text) => filled(text),
        DataRef::String(text) | DataRef::DurationIso(text) => filled(text),
        DataRef::Bool(value) => Some(Cell::Bool(*value)),
        DataRef::Int(number) => Some(Cell::Integer(*number)),
        DataRef::Float(number) => Some(number_cell(*number)),
        DataRef::DateTime(moment) => Some(moment_cell(moment)),
        DataRef::DateTimeIso(text) => Some(iso(text)),
        DataRef::Error(error) => Some(Cell::Text(error.to_string())),
    }
}

fn filled(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
}

fn number_cell(number: f64) -> Cell {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only whole numbers well inside the range come here"
    )]
    let whole = number as i64;
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
        Cell::Integer(whole)
    } else {
        Cell::Text(number.to_string())
    }
}

/// Serial day numbers up to the last day of the year 9999.
const DAYS: std::ops::Range<f64> = 1.0..2_958_466.0;

fn moment_cell(moment: &ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() || !DAYS.contains(&serial) {
        return Cell::Text(if (0.0..1.0).contains(&serial) {
            clock(serial)
        } else {
            serial.to_string()
        });
    }
    match from_serial(moment) {
        // Without a fraction it is a date; a moment at midnight is told from it by its column's kind.
        Some(at) if serial.fract() == 0.0 => Cell::Date(at.date()),
        Some(at) => Cell::DateTime(at),
        None => Cell::Text(serial.to_string()),
    }
}

/// A time without a day, as it is shown.
fn clock(fraction: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "less than the seconds of a day")]
    let seconds = (fraction * 86_400.0).round() as i64;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// To the nearest second: fractions of a day are seldom exact.
fn from_serial(moment: &ExcelDateTime) -> Option<DateTime> {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let part = |number: u8| i8::try_from(number).ok();
    let date = Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()?;
    let at = date.at(part(hour)?, part(minute)?, part(second)?, 0);
    at.checked_add(SignedDuration::from_secs(i64::from(milli >= 500)))
        .ok()
}

fn iso(text: &str) -> Cell {
    if let Ok(at) = text.parse::<DateTime>() {
        return if text.contains('T') {
            Cell::DateTime(at)
        } else {
            Cell::Date(at.date())
        };
    }
    Cell::Text(text.to_owned())
}

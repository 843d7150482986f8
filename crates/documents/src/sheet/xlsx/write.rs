//! A table → a workbook that one can work with at once: header styled and frozen, filter, widths.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::super::{Cell, Column, ColumnKind, Sheet, SheetProblem};

/// The longest text a cell can hold.
const LONGEST: usize = 32_767;
/// Numbers are 64-bit floats in a workbook; larger ones would lose digits and are written as text.
const LARGEST_EXACT: i64 = 1 << 53;

/// Writes a table as a workbook with one sheet. The same table gives the same bytes.
pub fn write(sheet: &Sheet) -> Result<Vec<u8>, SheetProblem> {
    let mut workbook = Workbook::new();
    // The engine would ask the machine for the time.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1).map_err(not_written)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    let page = workbook.add_worksheet();
    page.set_name(name(&sheet.name)).map_err(not_written)?;
    header(page, &sheet.columns)?;
    let formats = Formats::new();
    for (index, cells) in sheet.rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let place = Place {
                sheet,
                row: index + 1,
                column,
            };
            write_cell(page, &place, cell, &formats)?;
        }
    }
    layout(page, sheet)?;
    workbook.save_to_buffer().map_err(not_written)
}

/// Excel allows 31 characters without \ / ? * [ ] : and no apostrophe at the ends.
fn name(name: &str) -> String {
    let cleaned: String = name
        .chars()
        .map(|character| {
            if "\\/?*[]:".contains(character) || character.is_control() {
                '_'
            } else {
                character
            }
        })
        .collect();
    let mut units = 0;
    let cut: String = cleaned
        .trim_matches('\'')
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= 31
        })
        .collect();
    if cut.trim_matches('\'').is_empty() {
        "Sheet1".to_owned()
    } else {
        cut.trim_matches('\'').to_owned()
    }
}

struct Formats {
    text: Format,
    date: Format,
    date_time: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            // "@": what looks like a number or a formula stays text when somebody edits it.
            text: top.clone().set_num_format("@").set_text_wrap(),
            date: top.clone().set_num_format("yyyy-mm-dd"),
            date_time: top.set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

struct Place<'a> {
    sheet: &'a Sheet,
    row: usize,
    column: usize,
}

fn header(page: &mut Worksheet, columns: &[Column]) -> Result<(), SheetProblem> {
    let format = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x0000_118F))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for (index, column) in columns.iter().enumerate() {
        page.write_string_with_format(0, at(index)?, &column.title, &format)
            .map_err(not_written)?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    place: &Place<'_>,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), SheetProblem> {
    let row = u32::try_from(place.row).map_err(not_written)?;
    let column = at(place.column)?;
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => text_cell(page, place, text, &formats.text)?,
        Cell::Integer(number) if number.unsigned_abs() > LARGEST_EXACT.unsigned_abs() => {
            text_cell(page, place, &number.to_string(), &formats.text)?;
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers a float cannot hold exactly are written as text"
        )]
        Cell::Integer(number) => {
            page.write_number(row, column, *number as f64)
                .map_err(not_written)?;
        }
        Cell::Date(date) => {
            page.write_date_with_format(row, column, &day(*date)?, &formats.date)
                .map_err(not_written)?;
        }
        Cell::DateTime(moment) => {
            let seconds = f64::from(moment.second());
            let (hour, minute) = (moment.hour().unsigned_abs(), moment.minute().unsigned_abs());
            let moment = day(moment.date())?
                .and_hms(u16::from(hour), minute, seconds)
                .map_err(not_written)?;
            page.write_datetime_with_format(row, column, &moment, &formats.date_time)
                .map_err(not_written)?;
        }
        Cell::Bool(value) => {
            page.write_boolean(row, column, *value).map_err(not_written)?;
        }
    }
    Ok(())
}

/// Always a string cell: nothing in it is ever computed.
fn text_cell(
    page: &mut Worksheet,
    place: &Place<'_>,
    text: &str,
    format: &Format,
) -> Result<(), SheetProblem> {
    let row = u32::try_from(place.row).map_err(not_written)?;
    // XML has no other control characters, and line breaks are LF in a cell.
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|character| matches!(character, '\n' | '\t') || !character.is_control())
        .filter(|character| !matches!(character, '\u{FFFE}' | '\u{FFFF}'))
        .collect();
    page.write_string_with_format(row, at(place.column)?, &text, format)
        .map_err(|error| match error {
            XlsxError::MaxStringLengthExceeded => SheetProblem::TooLong {
                row: place.row,
                column: place
                    .sheet
                    .columns
                    .get(place.column)
                    .map_or_else(String::new, |column| column.title.clone()),
                limit: LONGEST,
            },
            other => not_written(other),
        })?;
    Ok(())
}

fn day(date: jiff::civil::Date) -> Result<ExcelDateTime, SheetProblem> {
    let year = u16::try_from(date.year()).map_err(not_written)?;
    ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs()).map_err(not_written)
}

fn at(column: usize) -> Result<u16, SheetProblem> {
    u16::try_from(column).map_err(not_written)
}

fn not_written(error: impl std::fmt::Display) -> SheetProblem {
    SheetProblem::NotWritten(error.to_string())
}

fn layout(page: &mut Worksheet, sheet: &Sheet) -> Result<(), SheetProblem> {
    page.set_freeze_panes(1, 0).map_err(not_written)?;
    for (index, column) in sheet.columns.iter().enumerate() {
        page.set_column_width(at(index)?, width(sheet, index, column))
            .map_err(not_written)?;
    }
    if let Some(last_column) = sheet.columns.len().checked_sub(1) {
        let last_row = u32::try_from(sheet.rows.len()).map_err(not_written)?;
        page.autofilter(0, 0, last_row, at(last_column)?)
            .map_err(not_written)?;
    }
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, 0).map_err(not_written)?;
    Ok(())
}

/// Wide enough for the title and most texts, and never wider than can be read; full-width characters count two.
fn width(sheet: &Sheet, index: usize, column: &Column) -> f64 {
    let least = match column.kind {
        ColumnKind::DateTime => 20,
        ColumnKind::Date => 12,
        _ => 8,
    };
    let texts = sheet
        .rows
        .iter()
        .take(200)
        .filter_map(|row| match row.get(index) {
            Some(Cell::Text(text)) => text.lines().map(columns_of).max(),
            Some(other) => Some(columns_of(&other.shown())),
            None => None,
        });
    // The filter's button needs room of its own.
    let wanted = texts.max().unwrap_or(0).max(columns_of(&column.title) + 3);
    f64::from(u16::try_from(wanted.clamp(least, 48)).unwrap_or(48)) + 1.5
}

fn columns_of(text: &str) -> usize {
    text.chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum()
}

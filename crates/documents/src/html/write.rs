//! Blocks → elements.

use std::collections::HashMap;

use super::anchor;
use crate::model::{
    Align, Block, Callout, Cell, Fact, Figure, Flow, Heading, List, Paragraph, RichText, Run, SignatureForm,
    SignaturePart, Table, Tile, Tone, is_safe_link,
};

/// Text as HTML text or attribute value.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            // Not allowed in HTML, and nothing to see.
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

pub(super) struct Writer {
    out: String,
    first_level: u8,
    /// Names of tables so far: each region that scrolls has a name of its own.
    tables: HashMap<String, usize>,
}

impl Writer {
    pub(super) fn new(first_level: u8) -> Self {
        Self {
            out: String::new(),
            first_level,
            tables: HashMap::new(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (index, block) in blocks.iter().enumerate() {
            self.block(block, index);
        }
    }

    /// What stands alone in a cell or an item needs no paragraph around it.
    fn inner(&mut self, blocks: &[Block]) {
        match blocks {
            [
                Block::Paragraph(Paragraph {
                    text,
                    align: Align::Start,
                }),
            ] => self.rich(text),
            _ => self.blocks(blocks),
        }
    }

    fn block(&mut self, block: &Block, index: usize) {
        match block {
            Block::Heading(heading) => self.heading(heading, index),
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::Note { mark, text } => {
                self.raw(&format!(
                    "<p class=\"document-note\"><span class=\"mark\">{}</span>",
                    escape(mark)
                ));
                self.rich(text);
                self.raw("</p>\n");
            }
            Block::List(list) => self.list(list),
            Block::Facts { facts } => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Flow(flow) => self.flow(flow),
            Block::Signatures(form) => self.signatures(form),
            Block::Callout(callout) => self.callout(callout),
            Block::Tiles { tiles } => self.tiles(tiles),
            Block::Figure(figure) => self.figure(figure),
            Block::PageBreak => self.raw("<hr class=\"page-break\">\n"),
        }
    }

    fn heading(&mut self, heading: &Heading, index: usize) {
        let level = heading
            .level
            .saturating_add(self.first_level)
            .saturating_sub(1)
            .clamp(1, 6);
        let class = if heading.centred { " class=\"centre\"" } else { "" };
        let id = match heading.level {
            1 => format!(" id=\"{}\"", escape(&anchor(heading, index))),
            _ => heading
                .anchor
                .as_ref()
                .map_or_else(String::new, |name| format!(" id=\"{}\"", escape(name))),
        };
        self.raw(&format!("<h{level}{class}{id}>"));
        self.heading_text(heading);
        self.raw(&format!("</h{level}>\n"));
    }

    pub(super) fn heading_text(&mut self, heading: &Heading) {
        if let Some(number) = &heading.number {
            self.raw(&format!("<span class=\"number\">{}</span> ", escape(number)));
        }
        self.rich(&heading.text);
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.raw(match paragraph.align {
            Align::Start => "<p>",
            Align::Centre => "<p class=\"centre\">",
            Align::End => "<p class=\"end\">",
        });
        self.rich(&paragraph.text);
        self.raw("</p>\n");
    }

    fn rich(&mut self, text: &RichText) {
        text.runs.iter().for_each(|run| self.run(run));
    }

    fn run(&mut self, run: &Run) {
        let lines: Vec<String> = run.text.split('\n').map(escape).collect();
        let mut shown = lines.join("<br>");
        if run.bold {
            shown = format!("<strong>{shown}</strong>");
        }
        match run.link.as_deref().filter(|address| is_safe_link(address)) {
            Some(address) => self.raw(&format!("<a href=\"{}\">{shown}</a>", escape(address))),
            None => self.raw(&shown),
        }
    }

    fn list(&mut self, list: &List) {
        let marked = list.items.iter().any(|item| item.mark.is_some());
        let (open, close) = match (list.ordered, marked) {
            (false, _) => ("<ul>\n".to_owned(), "</ul>\n"),
            // Without list-style, some screen readers take a list for none unless it is said.
            (true, true) => ("<ol class=\"marked\" role=\"list\">\n".to_owned(), "</ol>\n"),
            (true, false) => (format!("<ol start=\"{}\">\n", list.start), "</ol>\n"),
        };
        self.raw(&open);
        for item in &list.items {
            self.raw("<li>");
            if let Some(mark) = &item.mark {
                self.raw(&format!("<span class=\"mark\">{}</span> ", escape(mark)));
                self.raw("<div>");
            }
            self.inner(&item.blocks);
            self.raw(if item.mark.is_some() {
                "</div></li>\n"
            } else {
                "</li>\n"
            });
        }
        self.raw(close);
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.raw("<dl class=\"document-facts\">\n");
        for fact in facts {
            self.raw("<div><dt>");
            self.rich(&fact.label);
            self.raw("</dt><dd>");
            self.inner(&fact.blocks);
            self.raw("</dd></div>\n");
        }
        self.raw("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        let name = self.table_name(table);
        let stacks = stacks(table);
        // What is laid out as blocks is a table for those who hear it only by its roles.
        let role = |name: &str| match stacks {
            true => format!(" role=\"{name}\""),
            false => String::new(),
        };
        let class = if stacks { "table stacks" } else { "table" };
        self.raw(&format!(
            "<div class=\"{class}\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table{}>\n",
            escape(&name),
            role("table"),
        ));
        if let Some(caption) = &table.caption {
            self.raw("<caption>");
            self.rich(caption);
            self.raw("</caption>\n");
        }
        if table.header {
            self.raw(&format!("<thead{}><tr{}>", role("rowgroup"), role("row")));
            for column in &table.columns {
                self.raw(&format!("<th scope=\"col\"{}>", role("columnheader")));
                self.rich(&column.title);
                self.raw("</th>");
            }
            self.raw("</tr></thead>\n");
        }
        self.raw(&format!("<tbody{}>\n", role("rowgroup")));
        let mut places = Places::new(table.columns.len());
        for row in &table.rows {
            self.raw(&format!("<tr{}>", role("row")));
            for cell in row {
                let place = places.next(cell);
                let column = table.columns.get(place);
                let align = column.map_or(Align::Start, |column| column.align);
                let more = match column.filter(|_| stacks) {
                    Some(column) if !cell.header => {
                        format!(" role=\"cell\" data-label=\"{}\"", escape(&column.title.text()))
                    }
                    Some(_) => " role=\"rowheader\"".to_owned(),
                    None => String::new(),
                };
                self.cell(cell, align, &more);
            }
            places.end_row();
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</div>\n");
    }

    /// Its caption or the titles of its columns; the second of the same name says that it is the second.
    fn table_name(&mut self, table: &Table) -> String {
        let name = table.caption.as_ref().map_or_else(
            || {
                let titles: Vec<String> = table.columns.iter().map(|column| column.title.text()).collect();
                titles.join(" · ")
            },
            RichText::text,
        );
        let count = self.tables.entry(name.clone()).or_default();
        *count += 1;
        match count {
            1 => name,
            count => format!("{name} ({count})"),
        }
    }

    fn cell(&mut self, cell: &Cell, align: Align, more: &str) {
        let element = if cell.header { "th" } else { "td" };
        let scope = match (cell.header, cell.rows) {
            (false, _) => "",
            (true, 0 | 1) => " scope=\"row\"",
            (true, _) => " scope=\"rowgroup\"",
        };
        let span = |name: &str, count: u32| {
            if count > 1 {
                format!(" {name}=\"{count}\"")
            } else {
                String::new()
            }
        };
        let class = match align {
            Align::Start => "",
            Align::Centre => " class=\"centre\"",
            Align::End => " class=\"end\"",
        };
        let (rows, columns) = (span("rowspan", cell.rows), span("colspan", cell.columns));
        self.raw(&format!("<{element}{scope}{rows}{columns}{class}{more}>"));
        self.inner(&cell.blocks);
        self.raw(&format!("</{element}>"));
    }

    fn flow(&mut self, flow: &Flow) {
        self.raw("<ol class=\"flow\" role=\"list\">\n");
        for step in &flow.steps {
            self.raw("<li>");
            if let Some(label) = &step.label {
                self.raw(&format!("<span class=\"label\">{}</span> ", escape(label)));
            }
            self.raw(&format!("<strong>{}</strong>", escape(&step.title)));
            if let Some(note) = &step.note {
                self.raw(&format!(" <span class=\"remark\">{}</span>", escape(note)));
            }
            self.raw("</li>\n");
        }
        self.raw("</ol>\n");
    }

    fn signatures(&mut self, form: &SignatureForm) {
        self.raw("<div class=\"signatures\">\n");
        if let Some(date) = &form.date {
            self.raw(&format!("<p class=\"end\">{}</p>\n", escape(date)));
        }
        form.parts.iter().for_each(|part| self.signature_part(part));
        self.raw("</div>\n");
    }

    fn signature_part(&mut self, part: &SignaturePart) {
        self.raw(&format!("<p class=\"part\">{}</p>\n<dl>\n", escape(&part.title)));
        for line in &part.lines {
            let value = line
                .value
                .as_deref()
                .map_or_else(|| "\u{3000}".to_owned(), escape);
            let seal = line.seal.as_ref().map_or_else(String::new, |label| {
                format!(" <span class=\"seal\">{}</span>", escape(label))
            });
            self.raw(&format!(
                "<div><dt>{}</dt><dd><span class=\"line\">{value}</span>{seal}</dd></div>\n",
                escape(&line.label)
            ));
        }
        self.raw("</dl>\n");
    }

    fn callout(&mut self, callout: &Callout) {
        self.raw(match callout.tone {
            Tone::Information => "<div class=\"callout\">\n",
            Tone::Attention => "<div class=\"callout attention\">\n",
        });
        if let Some(title) = &callout.title {
            self.raw("<p class=\"callout-title\">");
            self.rich(title);
            self.raw("</p>\n");
        }
        self.blocks(&callout.blocks);
        self.raw("</div>\n");
    }

    fn tiles(&mut self, tiles: &[Tile]) {
        self.raw("<dl class=\"tiles\">\n");
        for tile in tiles {
            self.raw(match tile.tone {
                Tone::Information => "<div>",
                Tone::Attention => "<div class=\"attention\">",
            });
            self.raw(&format!(
                "<dt>{}</dt><dd class=\"value\">{}</dd>",
                escape(&tile.label),
                escape(&tile.value)
            ));
            if let Some(note) = &tile.note {
                self.raw(&format!("<dd class=\"remark\">{}</dd>", escape(note)));
            }
            self.raw("</div>\n");
        }
        self.raw("</dl>\n");
    }

    /// As an image, so that nothing in a drawing can run or reach for another address.
    fn figure(&mut self, figure: &Figure) {
        let image = format!(
            "<img src=\"data:image/svg+xml,{}\" alt=\"{}\">",
            percent_encoded(&figure.svg),
            escape(&figure.alt)
        );
        self.raw(&match &figure.narrow {
            Some(narrow) => format!(
                "<figure><picture><source media=\"(max-width: 40rem)\" srcset=\"data:image/svg+xml,{}\">{image}</picture>",
                percent_encoded(narrow)
            ),
            // On a telephone it scrolls sideways, so that its letters can be read.
            None => format!("<figure><div class=\"drawing\" tabindex=\"0\">{image}</div>"),
        });
        if let Some(caption) = &figure.caption {
            self.raw("<figcaption>");
            self.rich(caption);
            self.raw("</figcaption>");
        }
        self.raw("</figure>\n");
    }
}

/// As part of an address. Spaces too: in a `srcset` one ends the address.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' | b'=' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Which column a cell stands in, with spanned rows counted.
struct Places {
    busy: Vec<u32>,
    at: usize,
}

impl Places {
    fn new(columns: usize) -> Self {
        Self {
            busy: vec![0; columns],
            at: 0,
        }
    }

    fn next(&mut self, cell: &Cell) -> usize {
        while self.busy.get(self.at).is_some_and(|rows| *rows > 0) {
            self.at += 1;
        }
        let column = self.at;
        for _ in 0..cell.columns {
            if let Some(rows) = self.busy.get_mut(self.at) {
                *rows = cell.rows;
            }
            self.at += 1;
        }
        column
    }

    fn end_row(&mut self) {
        self.at = 0;
        self.busy
            .iter_mut()
            .for_each(|rows| *rows = rows.saturating_sub(1));
    }
}
/// Whether rows stand as blocks on a telephone: text beside the first of many columns would be a letter wide there. A
/// table of figures stays one, so that its columns can be compared.
fn stacks(table: &Table) -> bool {
    let mut cells = table.rows.iter().flatten();
    let has_text = table
        .columns
        .iter()
        .skip(1)
        .any(|column| column.align != Align::End);
    table.header
        && table.columns.len() >= 4
        && has_text
        && cells.all(|cell| cell.rows <= 1 && cell.columns <= 1)
}

//! `mamori logs parse` and `mamori logs explain`.

use std::fs;

use serde_json::Value;

use crate::Folder;

const LINE: &str = "<188>date=2026-11-03 time=09:05:07 devid=\"FGT1\" logid=\"0316013056\" type=\"utm\" subtype=\"webfilter\" \
    level=\"warning\" srcip=192.168.10.21 srcport=50100 dstip=198.51.100.7 dstport=443 proto=6 action=\"blocked\" \
    hostname=\"games.example.com\" vd=\"root\"";

fn objects(out: &str) -> Vec<Value> {
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn as_many_lines_out_as_in_in_their_order() {
    let folder = Folder::empty();
    let mut lines = LINE.as_bytes().to_vec();
    lines.extend_from_slice(b"\r\n\nnobody knows this\xff\n\0\n");
    lines.extend_from_slice(b"<14>");
    lines.resize(lines.len() + (1 << 20), b'x');
    fs::write(folder.path("lines.log"), lines).unwrap();
    let ran = folder
        .english(&[
            "logs",
            "parse",
            "lines.log",
            "--to",
            "jsonl",
            "--received",
            "2026-11-03T09:06:00+09:00",
        ])
        .well();
    let objects = objects(&ran.out);
    let classes: Vec<_> = objects
        .iter()
        .map(|object| object["class_uid"].as_u64().unwrap())
        .collect();
    assert_eq!(classes, [4002, 0, 0, 0, 0]);
    let first = &objects[0];
    assert_eq!(first["raw_data"], LINE, "without the line end");
    assert_eq!(
        first["time"], 1_793_664_307_000_i64,
        "in the zone of Japan unless asked otherwise"
    );
    assert_eq!(first["src_endpoint"]["ip"], "192.168.10.21");
    assert_eq!(first["connection_info"]["protocol_name"], "tcp");
    assert_eq!(
        (&first["action_id"], &first["disposition_id"]),
        (&2.into(), &2.into())
    );
    assert_eq!(first["metadata"]["product"]["vendor_name"], "Fortinet");
    assert_eq!(first["unmapped"]["vd"], "root");
    assert_eq!(objects[1]["status_detail"], "the line is empty");
    assert_eq!(objects[2]["raw_data"], "nobody knows this\u{fffd}");
    assert_eq!(objects[2]["unmapped"]["raw_data_lossy"], "true");
    assert_eq!(objects[3]["raw_data"], "\0");
    assert_eq!(objects[4]["raw_data"].as_str().map(str::len), Some((1 << 20) + 4));
    for said in [
        "lines: 5",
        "class 4002 HTTP Activity: 1",
        "class 0 Base Event: 4",
        "not understood: 2 (no known format)",
        "not understood: 2 (the line is empty)",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}

#[test]
fn the_columns_of_the_lake_go_to_a_file_or_a_pipe() {
    let folder = Folder::empty();
    fs::write(folder.path("lines.log"), format!("{LINE}\nnobody knows this\n")).unwrap();
    let parse = [
        "logs",
        "parse",
        "lines.log",
        "--to",
        "parquet",
        "--out",
        "lines.parquet",
    ];
    let ran = folder.english(&parse).well();
    assert_eq!(ran.out, "");
    for said in [
        "lines: 2",
        "class 4002 HTTP Activity: 1",
        "not understood: 1 (no known format)",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    let file = folder.path("lines.parquet");
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let columns = lake::columns::sizes(&file).unwrap();
    for name in ["class_uid", "src_endpoint_ip", "unmapped", "raw"] {
        assert!(columns.iter().any(|(column, _)| column == name), "{name}");
    }
    let itself = folder.english(&["logs", "parse", "lines.log", "--out", "lines.log"]);
    assert_eq!(itself.code, Some(2), "{itself:?}");
    assert_eq!(
        fs::read_to_string(folder.path("lines.log"))
            .unwrap()
            .lines()
            .count(),
        2
    );
    let nowhere = folder.english(&["logs", "parse", "lines.log", "--out", "no/such/file"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("--out no/such/file"), "{nowhere:?}");
    let jsonl = folder
        .english(&["logs", "parse", "lines.log", "--out", "lines.jsonl"])
        .well();
    assert_eq!(jsonl.out, "");
    let written = fs::read_to_string(folder.path("lines.jsonl")).unwrap();
    assert_eq!(objects(&written).len(), 2);
}

#[test]
fn a_format_that_is_asked_for_is_kept_to() {
    let folder = Folder::empty();
    fs::write(folder.path("lines.log"), LINE).unwrap();
    let ran = folder
        .english(&["logs", "parse", "lines.log", "--format", "leef"])
        .well();
    assert_eq!(objects(&ran.out)[0]["status_detail"], "no header of LEEF");
    let refused = folder.english(&["logs", "parse", "lines.log", "--format", "morse"]);
    assert_eq!(refused.code, Some(2));
    let missing = folder.english(&["logs", "parse", "none.log"]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(2), ""));
    let nowhere = folder.english(&["logs", "parse", "lines.log", "--zone", "Asia/Nowhere"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("Asia/Nowhere"), "{}", nowhere.err);
}

#[test]
fn a_line_is_explained_with_where_its_values_came_from() {
    let folder = Folder::empty();
    fs::write(
        folder.path("lines.log"),
        format!("{LINE}\n{LINE} msg=\"\u{1b}[31mred\"\n"),
    )
    .unwrap();
    let ran = folder
        .english(&["logs", "explain", "--line", "2", "lines.log"])
        .well();
    let row = |path: &str| {
        let mut rows = ran.out.lines().filter(|row| row.starts_with(path));
        rows.next()
            .unwrap_or_else(|| panic!("{path}: {}", ran.out))
            .to_owned()
    };
    assert!(
        row("Format").contains("fortigate; as the lines before it"),
        "{}",
        ran.out
    );
    assert!(row("Class").contains("4002 HTTP Activity"));
    assert!(row("src_endpoint.ip").ends_with("srcip=192.168.10.21"));
    assert!(row("action_id").ends_with("action=blocked"));
    assert!(row("  vd").ends_with("vd=root"));
    assert!(
        !ran.out.contains('\u{1b}'),
        "control characters do not reach the terminal"
    );
    let itself = folder.run(&["logs", "explain", LINE]).well();
    assert!(itself.out.contains("行の書き方から判定"), "{}", itself.out);
    let beyond = folder.english(&["logs", "explain", "--line", "3", "lines.log"]);
    assert_eq!(beyond.code, Some(2));
    assert!(beyond.err.contains("lines.log has no line 3"), "{}", beyond.err);
}

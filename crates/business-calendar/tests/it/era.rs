use business_calendar::{
    Error,
    era::{Era, parse, to_japanese, to_japanese_with_weekday, weekday},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

const GREGORIAN_SINCE: Date = date(1873, 1, 1);

#[test]
fn dates_are_written_in_their_era() {
    let expected = [
        (GREGORIAN_SINCE, "明治6年1月1日（水）"),
        (date(1912, 7, 29), "明治45年7月29日（月）"),
        (date(1912, 7, 30), "大正元年7月30日（火）"),
        (date(1926, 12, 24), "大正15年12月24日（金）"),
        (date(1926, 12, 25), "昭和元年12月25日（土）"),
        (date(1989, 1, 7), "昭和64年1月7日（土）"),
        (date(1989, 1, 8), "平成元年1月8日（日）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2025, 6, 30), "令和7年6月30日（月）"),
        (date(2026, 1, 1), "令和8年1月1日（木）"),
    ];
    for (day, text) in expected {
        assert_eq!(to_japanese_with_weekday(day).as_deref(), Ok(text));
        assert_eq!(parse(text), Ok(day));
        let without_weekday = text.split_once('（').unwrap().0;
        assert_eq!(to_japanese(day).as_deref(), Ok(without_weekday));
        assert_eq!(parse(without_weekday), Ok(day));
    }
}

#[test]
fn usual_ways_of_writing_are_read() {
    for text in [
        "令和７年６月３０日",
        "令和7年06月30日",
        " 令和 7年 6月30日 ",
        "令和　７年　６月３０日（月）",
        "令和7年6月30日(月)",
    ] {
        assert_eq!(parse(text), Ok(date(2025, 6, 30)), "{text}");
    }
    assert_eq!(parse("令和1年5月1日"), parse("令和元年5月1日"));
    // The day on which an era ended in the afternoon may bear its name too.
    assert_eq!(parse("明治45年7月30日"), Ok(date(1912, 7, 30)));
    assert_eq!(parse("大正15年12月25日"), Ok(date(1926, 12, 25)));
}

#[test]
fn what_is_no_such_date_is_refused() {
    for text in [
        "",
        "令和",
        "2025年6月30日",
        "令和7年6月31日",
        "令和7年2月29日",
        "令和0年6月30日",
        "令和-1年6月30日",
        "令和+7年6月30日",
        "令和7年13月1日",
        "令和7年6月30",
        "令和7年6月30日から",
        "令和7年6月30日（）",
        "令和7年6月30日（祝）",
        "令和7年6月30日（月曜）",
        "令和七年六月三十日",
        "令和30000年1月1日",
        "令和99999999999年1月1日",
        "元年6月30日",
    ] {
        assert_eq!(
            parse(text),
            Err(Error::NotAJapaneseDate {
                text: text.to_owned()
            }),
            "{text}"
        );
    }
}

#[test]
fn a_date_in_the_wrong_era_or_on_the_wrong_weekday_is_refused() {
    let not_in_era = [
        ("平成32年4月1日", date(2020, 4, 1)),
        ("昭和64年1月8日", date(1989, 1, 8)),
        ("令和元年4月30日", date(2019, 4, 30)),
        ("明治45年7月31日", date(1912, 7, 31)),
    ];
    for (text, date) in not_in_era {
        assert_eq!(
            parse(text),
            Err(Error::NotInEra {
                text: text.to_owned(),
                date
            })
        );
    }
    let wrong = parse("令和7年6月30日（火）").unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "“令和7年6月30日（火）” is 2025-06-30, a 月曜日"
    );
}

#[test]
fn the_lunisolar_years_are_refused() {
    let day = date(1872, 12, 31);
    assert_eq!(
        to_japanese(day),
        Err(Error::BeforeGregorianCalendar { date: day })
    );
    assert_eq!(
        parse("明治5年12月31日"),
        Err(Error::BeforeGregorianCalendar { date: day })
    );
    assert_eq!(
        to_japanese(Date::MIN),
        Err(Error::BeforeGregorianCalendar { date: Date::MIN })
    );
    assert_eq!(to_japanese(Date::MAX).as_deref(), Ok("令和7981年12月31日"));
}

#[test]
fn eras_follow_one_another_without_a_gap() {
    for pair in Era::ALL.windows(2) {
        let last = pair[0].last_day().unwrap();
        assert!(
            last == pair[1].first_day() || last + 1.day() == pair[1].first_day(),
            "{}",
            pair[0]
        );
        assert_eq!(Era::of(pair[1].first_day()), Ok((pair[1], 1)));
    }
    assert_eq!(Era::Reiwa.last_day(), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(days in 0_i32..100_000, wide in any::<bool>()) {
        let day = GREGORIAN_SINCE + days.days();
        let mut text = to_japanese_with_weekday(day).unwrap();
        if wide {
            let widen = |c: char| c.to_digit(10).map_or(c, |n| "０１２３４５６７８９".chars().nth(n as usize).unwrap());
            text = text.chars().map(widen).collect();
        }
        prop_assert_eq!(parse(&text), Ok(day));
        prop_assert_eq!(text.chars().rev().nth(1), Some(weekday(day)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(明治|大正|昭和|平成|令和)?[元0-9０-９年月日() 月]{0,16}|.*") {
        if let Ok(day) = parse(&text) {
            prop_assert!(day >= GREGORIAN_SINCE);
        }
    }
}

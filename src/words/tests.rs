use super::*;

#[test]
fn numbers_choose_the_form() {
    let words = |locale: &str| {
        let forms = [("zero", "z"), ("one", "1"), ("two", "2"), ("few", "f"), ("many", "m"), ("other", "o {n}")];
        let forms = forms.map(|(form, text)| (form.to_owned(), text.to_owned()));
        let mut words = Words::new(locale, &BTreeMap::new());
        let inner = Arc::get_mut(&mut words.0).unwrap();
        inner.catalogue.insert("{n} goals".to_owned(), Entry::Plural(BTreeMap::from(forms)));
        words
    };
    let form = |locale: &str, n: &str| words(locale).fill("{n} goals", &[("n", n)]);
    assert_eq!([form("en", "1"), form("en", "0"), form("en-GB", "1,001")], ["1", "o 0", "o 1,001"]);
    assert_eq!([form("fr", "0"), form("fr", "1"), form("fr", "2")], ["1", "1", "o 2"]);
    assert_eq!([form("ar", "0"), form("ar", "2"), form("ar", "7"), form("ar", "11")], ["z", "2", "f", "m"]);
    assert_eq!([form("ar", "100"), form("de", "–")], ["o 100", "o –"]);
}

#[test]
fn a_sentence_without_translation_gives_its_facts() {
    let say = |locale: &str| {
        let words = Words::new(locale, &BTreeMap::new());
        words.fill("{kpi}: never said before, {now}", &[("kpi", "Days {now}"), ("now", "4")])
    };
    assert_eq!(say("de"), "Days {now} · 4");
    assert_eq!(say("en"), "Days {now}: never said before, 4");
    // No catalogue: all of the page is English.
    assert_eq!(say("sv"), "Days {now}: never said before, 4");
}

"""Languages: their data, which ones a text shows, bound phrases, lead-ins, mixed texts."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from cleaner import Cleaner, clean, phrases
from cleaner.core.normalise import line_key
from cleaner.core.rule import Mark, Role
from cleaner.core.words import is_prose, word_count
from cleaner.phrases import check, compiled, files, installed
from cleaner.phrases.__main__ import main
from cleaner.phrases.languages import Language, LanguageDetector, Vocabulary, tokens
from cleaner.rules.leadin import announces, parse_announcement
from tests.support.cases import FOLDER, read
from tests.support.core import entry, matcher, without
from tests.support.core import read as read_text
from tests.support.documents import built_in

FIXTURES = FOLDER.parent / "languages"
LANGUAGES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi"),
    *("hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sr", "sv", "sw", "th", "tr", "uk", "vi", "zh", "zh-Hant"),
)
"""The languages besides English of which we have more than what platforms translated."""
SMALL = ("sw", "lt")
"""Two languages with few phrases."""
FOLDERS = (compiled.FOLDER, *installed.folders())
PLACES = sorted({path.parent for folder in FOLDERS for path in files.sources(folder)})

DETECTOR = LanguageDetector(compiled.data().languages.values())
PROSE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared"
    " before the morning.\n\n"
)
GERMAN = (
    "Der Fluss ist in der Nacht um einen Meter gestiegen, und die Mühle an der Brücke musste vor"
    " dem Morgen geräumt werden.\n\n"
)
DUTCH = (
    "De rivier is vannacht een meter gestegen, maar de molen bij de brug moest nog voor de ochtend"
    " worden ontruimd door de brandweer.\n\n"
)


# --- Data ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_data_can_be_checked() -> None:
    if sentence := check.not_ready():
        pytest.fail(sentence, pytrace=False)


@pytest.mark.slow
@pytest.mark.xdist_group("phrase data")  # the words of all languages are read once
@pytest.mark.skipif(bool(check.not_ready()), reason=check.not_ready())
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.parent.name}-{place.name}")
def test_the_data_are_in_order(place: Path) -> None:
    """Sorted, each phrase once, with source and licence, of a known rule, bound if ordinary."""
    assert list(check.problems(place)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_whole(code: str) -> None:
    assert {path.name for path in (compiled.FOLDER / code).iterdir()} >= {
        "language.toml",
        "web.toml",
    }
    assert (FIXTURES / f"{code}-furniture.txt").is_file()
    assert (FIXTURES / f"{code}-prose-stays.txt").is_file()
    families = {group.rule for group in built_in() if group.language == code}
    asked = {
        "wordpress.comment-form",
        "comments.heading",
        "share.button",
        "share.follow",
        "related.link",
        "related.teaser",
        "related.block",
    }
    asked |= {
        "newsletter.box",
        "paywall.notice",
        "cookie.notice",
        "copyright.notice",
        "tags.list",
        "nav.menu",
        "nav.post",
        "ad.label",
    }
    assert asked <= families


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_goes_of_prose_with_dangerous_words(code: str) -> None:
    case = read(FIXTURES / f"{code}-prose-stays.txt")
    assert case.cut == ()
    assert Cleaner().clean(case.text).cuts == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('rule = "share.button"\ntext = ["Partager", "Aimer cette page"]', "sort the phrases"),
        (
            'rule = "share.button"\ntext = ["Aimer  cette page"]',
            "has other spaces than single ones",
        ),
        (
            'rule = "share.buton"\ntext = ["Aimer cette page"]',
            "share.buton does not work with phrases",
        ),
        (
            'rule = "share.button"\nrole = "bar"\ntext = ["Aimer cette page"]',
            "share.button does not read phrases of the role 'bar'",
        ),
        ('rule = "share.button"\ntext = ["%s aime %x"]', "has a % that is neither %s nor %d"),
        ('rule = "share.button"\ntext = ["%s %s aime"]', "two placeholders side by side"),
        ('rule = "share.button"\ntext = ["%d. %s"]', "has no letters besides its placeholders"),
        (
            'rule = "nav.menu"\nrole = "links"\ntext = ["%smentions légales%s"]',
            "can match anywhere in a line",
        ),
        ('rule = "share.button"\nsource = ""\ntext = ["Aimer cette page"]', "name the source"),
        (
            'rule = "share.button"\nlanguage = "de"\ntext = ["Aimer cette page"]',
            "both must be the same",
        ),
        (
            'rule = "share.button"\nsafe = false\ntext = ["Aimer cette page"]',
            "the rule has its own reason",
        ),
    ],
)
def test_what_is_wrong_is_said(content: str, problem: str) -> None:
    head = '[file]\nlanguage = "fr"\nplatform = "x"\nsource = "x"\nlicence = "x"\n'
    groups = phrases.parse(f"{head}[[phrases]]\n{content}\n", "fr/web.toml")
    found = list(check.of_groups("fr/web.toml", "fr", groups))
    assert any(problem in sentence and sentence.startswith("fr/web.toml") for sentence in found), (
        found
    )


def faulty(folder: Path) -> Path:
    """A folder of phrase data with one fault that no other data are needed to see."""
    head = '[file]\nlanguage = "fr"\nplatform = "x"\nsource = "x"\nlicence = "x"\n'
    path = folder / "fr" / "web.toml"
    path.parent.mkdir()
    path.write_text(f'{head}[[phrases]]\nrule = "no.such"\ntext = ["Aimer cette page"]\n')
    return folder


def test_without_the_package_it_compares_with_the_check_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "find_spec", lambda name: None)
    assert main([str(faulty(tmp_path))]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "pip install --editable ./phrases-wordpress" in shown.err


def test_with_the_package_the_check_lists_the_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "find_spec", lambda name: object())
    assert main([str(faulty(tmp_path))]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("fr/web.toml, no.such:line: ")
    assert shown.err == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "language", "elsewhere"),
    [
        ("Meer", "nl", "de"),
        ("Del", "da", "es"),
        ("Deine E-Mail-Adresse wird nicht veröffentlicht", "de", ""),
        ("Поделиться", "ru", ""),
    ],
)
def test_ordinary_words_of_other_languages(text: str, language: str, elsewhere: str) -> None:
    pytest.importorskip("wordfreq")
    found = check.ordinary_elsewhere(text, language).split(", ")
    assert elsewhere in found


def test_a_language_file_must_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "xx" / "language.toml"
    path.parent.mkdir()
    path.write_text('name = "X"\n', encoding="utf-8")
    with pytest.raises(
        phrases.PhraseError, match=r"xx/language\.toml must have name, stop_words, "
    ):
        files.load_language(path)


def test_classes_of_words_must_be_known(tmp_path: Path) -> None:
    text = (compiled.FOLDER / "de" / "language.toml").read_text(encoding="utf-8")
    path = tmp_path / "xx" / "language.toml"
    path.parent.mkdir()
    path.write_text(text + 'sell = ["kaufen"]\n', encoding="utf-8")
    with pytest.raises(phrases.PhraseError, match=r"unknown class 'sell'; known are consent, "):
        files.load_language(path)


# --- Evidence ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_shows_its_language(code: str) -> None:
    shown = DETECTOR.shown(read(FIXTURES / f"{code}-prose-stays.txt").text) - {
        "en"
    }  # Dutch shares words with it
    assert code in shown
    assert any(shown <= kin for kin in (*check.KIN, {code})), (
        "a text shows no language that is not its own or next to it"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_english_shows_no_other(path: Path) -> None:
    assert DETECTOR.shown(read(path).text) <= {"en"}


def test_both_languages_of_a_mixed_text_are_shown() -> None:
    assert DETECTOR.shown(GERMAN + PROSE * 60 + DUTCH) >= {"de", "nl"}


_SHORT = {
    "cs": "Stará lampa z domu u mostu je zase v muzeu, kde ji od neděle uvidí každý, kdo přijde.",
    "da": "Den gamle lampe fra huset ved broen er nu på museet, og fra søndag kan alle se den der.",
    "es": "La vieja lámpara de la casa del puente ya está en el museo, y hoy la verán todos.",
    "fi": "Sillan talon vanha lamppu on nyt museossa, ja jos haluaa, sen voi nähdä vain tänään.",
    "fr": "La vieille lampe de la maison du pont est au musée, et on la verra dès lundi à midi.",
    "hu": "A híd melletti ház lámpája most a múzeumban van, és ha valaki jön, azt is látja.",
    "it": "La vecchia lampada della casa del ponte è ora al museo, e da domenica la si vedrà.",
    "ko": "다리 옆 집에 있던 등은 박물관으로 옮겨졌으며 일요일부터 누구나 보게 된다고 했다.",
    "nl": "De oude lamp uit het huis bij de brug is nu in het museum, en op zondag is die te zien.",
    "pl": "Stara lampa z domu przy moście jest już w muzeum i od środy każdy może ją tam zobaczyć.",
    "pt": "A velha lâmpada da casa da ponte está no museu, e no domingo todos a podem ver.",
    "ru": "Старая лампа из дома у моста уже в музее, и с воскресенья её там может видеть каждый.",
    "tr": "Köprüdeki evin lambası artık müzede ve pazar günü gelen her kişi onu görebilir.",
}


@pytest.mark.parametrize("code", _SHORT)
def test_a_short_text_shows_the_language_of_most_of_its_frequent_words(code: str) -> None:
    assert code in DETECTOR.shown(_SHORT[code])


def test_relatives_that_a_short_text_cannot_tell_apart_are_both_shown() -> None:
    assert DETECTOR.shown("Stara lampa je u muzeju, ali je od nedjelje i ne mogu svi vidjeti.") == {
        "hr",
        "sr",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Kaffi, te, kakó og mjólk",  # a list
        "a e i o u",
        "Trail Map | Contact | La Casa | De Molen",
        "Lampada, lamp, lámpara, lampe, lampa",
    ],
)
def test_a_few_words_show_no_language(text: str) -> None:
    assert not DETECTOR.shown(text)


# --- Bound phrases -------------------------------------------------------------------------------

_DUTCH = Language(
    "nl",
    "Dutch",
    *(frozenset({"de", "een", "bij", "nog", "moest", "worden"}),) * 4,
)
_MEER = Mark("related.link", Role.LINE)
_BOUND = matcher(
    [entry("Meer", *_MEER, language="nl", own_language=True)], languages={"nl": _DUTCH}
)


@pytest.mark.parametrize(
    ("prose", "counts"), [(DUTCH, True), (GERMAN, False), (PROSE, False), ("", False)]
)
def test_a_bound_phrase_counts_in_its_language(prose: str, counts: bool) -> None:
    document = read_text(f"{prose}Meer\n", _BOUND)
    assert (_MEER in document.present) is counts
    assert bool(_BOUND.match("Meer"))


def test_the_language_is_that_of_what_is_left() -> None:
    document = read_text(f"{DUTCH}Meer\n\nMeer\n", _BOUND)
    left = without(document, [document.span(0)])
    assert _MEER in document.present
    assert _MEER not in left.present
    assert [line.text for line in left.lines] == ["Meer", "Meer"]


@pytest.mark.parametrize(
    ("line", "prose", "goes"), [("Advertentie", DUTCH, True), ("Advertentie", GERMAN, False)]
)
def test_one_word_goes_in_its_own_language_only(line: str, prose: str, goes: bool) -> None:
    assert bool(clean(f"{prose}{line}\n\n{prose}").cuts) is goes


# --- Mixed texts ---------------------------------------------------------------------------------


def test_a_german_form_under_an_english_article() -> None:
    form = (
        "Schreibe einen Kommentar\nDeine E-Mail-Adresse wird nicht veröffentlicht.\n"
        "Kommentar *\nName *\nE-Mail *\n"
    )
    assert clean(PROSE * 4 + form).text == (PROSE * 4).rstrip("\n") + "\n"


def test_an_english_form_under_a_german_article() -> None:
    form = "Leave a Reply\nYour email address will not be published.\nComment\nName\nEmail\n"
    assert clean(GERMAN * 4 + form).text == (GERMAN * 4).rstrip("\n") + "\n"


@pytest.mark.parametrize(
    "line",
    [
        "Meer\n",
        "Plus\n",
        "Del\n",
        "Leer\n",
        "Mer\n",
        "5 Antworten auf die häufigsten Fragen\n\n" + GERMAN,
        "Répondre à la peur\n\n" + PROSE,
        "Tags darauf fuhr er heim.\n",
        "Sider: 320\n",
        "Unter der Brücke hing ein Zettel:\n\n" + GERMAN,
    ],
)
def test_ordinary_lines_stay(line: str) -> None:
    assert clean(PROSE * 2 + line + "\n" + PROSE * 2).cuts == ()


# --- Lead-ins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "thing", "keyword"),
    [
        ("Hier das Video:", "picture", "video"),
        ("Unten der Tweet der Gemeinde:", "post", "tweet"),
        ("Sehen Sie unten die Bilder.", "picture", "photo"),
        ("Voici la vidéo :", "picture", "video"),
        ("Regardez la vidéo ci-dessous.", "picture", "video"),
        ("Mira el video a continuación:", "picture", "video"),
        ("Veja o vídeo abaixo:", "picture", "video"),
        ("Ecco il video:", "picture", "video"),
        ("Bekijk de video hieronder.", "picture", "video"),
        ("Смотрите видео ниже:", "picture", "video"),
        ("Вот твит главы района:", "post", "tweet"),
        ("動画はこちら：", "picture", "video"),
        ("视频如下：", "picture", "video"),
        ("شاهد الفيديو أدناه:", "picture", "video"),
        ("नीचे वीडियो देखें:", "picture", "video"),
    ],
)
def test_lead_ins(sentence: str, thing: str, keyword: str) -> None:
    reading = parse_announcement(sentence)
    assert (reading.thing, reading.keywords[:1]) == (thing, (keyword,))
    assert reading.language is not None
    assert announces(f"The river rose again. {sentence}")


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Video zeigt:",
        "Der Bürgermeister sagte:",
        "Das Foto unten auf der Karte zeigte:",
        "Das Video ging im Mai um die Welt.",
        "Poniżej zdjęcia wisiała kartka:",
        "Níže pod fotografií visel lístek:",
        "La vidéo montre :",
        "El video fue visto por miles de personas.",
        "Видео посмотрели тысячи людей.",
        "動画は話題になった。",
        "Am Ufer unten lag ein Boot:",
    ],
)
def test_no_lead_ins(sentence: str) -> None:
    assert parse_announcement(sentence).thing is None
    assert not announces(sentence)


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("Scroll down for the video.", True),
        ("Click here for a map of the valley.", True),
        ("Watch the video _below_.", True),
        ("You can see the photos above.", True),
        ("Listen to the song below.", True),
        ("The video of the flood.", False),
        ("The photo shows:", False),
    ],
)
def test_an_announcement_has_a_position_or_a_call(sentence: str, passes: bool) -> None:
    assert announces(sentence) is passes
    assert (parse_announcement(sentence).thing is not None) is passes


def test_a_lead_in_stays_where_its_post_is() -> None:
    post = (
        "„Die Brücke bleibt bis Freitag gesperrt, bitte weichen Sie aus.“\n\n"
        "— Gemeinde (@gemeinde) 3. Mai 2021\n\n"
    )
    assert clean(f"{GERMAN}Hier der Tweet:\n\n{post}{GERMAN}").cuts == ()
    assert [cut.rule for cut in clean(f"{GERMAN}Hier der Tweet:\n\n{GERMAN}").cuts] == [
        "placeholder.lead-in"
    ]


def test_the_last_sentence_of_a_long_paragraph() -> None:
    long = GERMAN.strip() + " " + GERMAN.strip() + " " + GERMAN.strip()
    assert len(long) > 300
    assert clean(f"{long} Hier der Tweet:\n\n{GERMAN}").text == f"{long}\n\n{GERMAN}"


# --- Scripts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("İLGİLİ HABERLER", "ilgili haberler"),
        ("İlgili Haberler", "ilgili haberler"),
        ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "διαβαστε επισησ"),
        ("Διαβάστε επίσης;", "διαβαστε επισησ"),
        ("اقرأ أيضًا", "اقرا ایضا"),
        ("ЧИТАЙТЕ ЕЩЁ", "читайте еще"),
        ("Citeşte şi", "citește și"),
        ("12 件のコメント：", "# 件のコメント"),
        ("１２件のコメント", "#件のコメント"),
        ("【関連記事】", "関連記事"),
        ("1 204 vues", "# vues"),
        ("1,2 Mio. Aufrufe", "# aufrufe"),
        ("12,5 тыс. просмотров", "# просмотров"),
        ("3万回", "#回"),
        ("٣ تعليقات", "# تعلیقات"),
        ("Pho\u0302\u0301 bie\u0302\u0301n", "phố biến"),
        ("\u200fشارك\u200f:", "شارک"),
    ],
)
def test_normal_forms(text: str, key: str) -> None:
    assert line_key(text) == key


@pytest.mark.parametrize("text", ["5 bins of salt", "12 km", "6 miles", "300 milk bottles"])
def test_units_are_no_magnitudes(text: str) -> None:
    assert line_key(text).count(" ") == text.count(" ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two three", 3),
        ("谷の水車が回る日", 5),
        ("สวัสดีชาวโลก", 4),
        ("第3章 The End", 4),
        ("", 0),
        ("“Yes”", 1),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert word_count(text) == words


def test_speech_without_a_full_stop_is_prose_in_japanese() -> None:
    said = (
        "「川は夜のうちに一メートルも水位が上がり、下の橋のそばの水車小屋は"
        "避難しなければならなかったと聞いています」"
    )
    assert is_prose(said)
    assert not is_prose("“He said so”")


def test_tokens() -> None:
    assert tokens("Voici l’image : 12 fois") == ["Voici", "l'", "image", "fois"]
    assert tokens("नीचे वीडियो देखें:") == ["नीचे", "वीडियो", "देखें"]


def test_vocabulary() -> None:
    german = Language("de", "German", *(frozenset[str](),) * 4)
    japanese = Language("ja", "Japanese", *(frozenset[str](),) * 4, unspaced="の")
    vocabulary = Vocabulary(
        [(german, frozenset({"Sie", "hieß es"})), (japanese, frozenset({"皆さん"}))]
    )
    assert vocabulary.within("Melden Sie sich an")
    assert not vocabulary.within("sie meldete sich an")
    assert vocabulary.within("Am Abend hieß es, er komme.")
    assert vocabulary.within("読者の皆さんへ")
    assert not vocabulary.within("Am Abend hieß er es gut.")


# --- Compiled data -------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the data of two small languages, used instead of the built-in data."""
    for code in SMALL:
        shutil.copytree(compiled.FOLDER / code, tmp_path / code)
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "FILE", tmp_path / "compiled.bin")
    monkeypatch.setattr(installed, "folders", tuple)
    return tmp_path


def fresh() -> compiled.Data:
    """The data as a new process reads them."""
    return compiled.data.__wrapped__()


def content(data: compiled.Data) -> object:
    rows = [dict(each) for each in (*data.tables.rows, data.endings)]
    return data.tables.phrases, rows, data.languages


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "compile_folder", lambda _: pytest.fail("was compiled"))


def test_compiled_data_are_those_of_the_sources(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = compiled.compile_folder(folder)
    assert content(fresh()) == content(made)
    forbid_compiling(monkeypatch)
    assert content(fresh()) == content(made)


@pytest.mark.slow
def test_all_data_can_be_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "folders", tuple)
    made = compiled.compile_folder(compiled.FOLDER)
    assert content(fresh()) == content(made)


def test_a_changed_source_is_compiled_again(folder: Path) -> None:
    assert "a mill of one's own" not in fresh().tables.exact.texts()
    path = folder / SMALL[1] / "mine.toml"
    path.write_text(
        '[[phrases]]\nrule = "a.b"\ntext = ["A mill of one\'s own"]\n', encoding="utf-8"
    )
    assert "a mill of one's own" in fresh().tables.exact.texts()
    path.write_text('[[phrases]]\nrule = "a.b"\ntext = ["A mill of our own"]\n', encoding="utf-8")
    assert "a mill of one's own" not in fresh().tables.exact.texts()
    assert "a mill of our own" in fresh().tables.exact.texts()


def test_a_removed_source_is_compiled_again(folder: Path) -> None:
    assert fresh().languages.keys() == {*SMALL}
    shutil.rmtree(folder / SMALL[1])
    assert fresh().languages.keys() == {SMALL[0]}


def test_a_package_without_sources_uses_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.write(folder / "compiled.bin")
    made = fresh()
    for code in SMALL:
        shutil.rmtree(folder / code)
    forbid_compiling(monkeypatch)
    assert content(fresh()) == content(made)
    assert made.languages.keys() == {*SMALL}


def test_a_checkout_does_not_use_the_file_of_a_package(folder: Path) -> None:
    compiled.write(folder / "compiled.bin")
    (folder / SMALL[1] / "web.toml").unlink()
    assert content(fresh()) == content(compiled.compile_folder(folder))


@pytest.fixture
def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, in which nothing can be created; returns the user's cache instead."""
    create = os.open

    def refused(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent == folder:
            raise PermissionError
        return create(path, flags, mode)

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "home"))
    return folder / "home" / "cleaner"


def test_a_folder_without_the_right_to_write_uses_the_cache_of_the_user(
    read_only: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fresh()
    assert not (folder / "compiled.bin").exists()
    assert [path.name.partition("-")[2] for path in read_only.iterdir()] == ["compiled.bin"]
    forbid_compiling(monkeypatch)
    assert content(fresh()) == content(made)


def test_the_cache_of_somebody_else_is_not_read(
    read_only: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fresh()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    monkeypatch.setattr(compiled, "_unpacked", lambda _: pytest.fail("was read"))
    assert content(fresh()) == content(made)


def test_without_a_home_nothing_is_kept(
    read_only: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError()))
    assert fresh().languages.keys() == {*SMALL}
    assert not read_only.exists()


def test_what_is_kept_can_be_read_by_others_and_nothing_else_is_left(folder: Path) -> None:
    before = {*folder.iterdir()}
    fresh()
    (made,) = {*folder.iterdir()} - before
    assert made.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_disk_that_is_full_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "home"))
    before = {*folder.iterdir()}
    assert fresh().languages.keys() == {*SMALL}
    assert {*folder.iterdir()} - before == {folder / "home"}
    assert not [*(folder / "home" / "cleaner").iterdir()]


def test_a_faulty_source_is_named(folder: Path) -> None:
    path = folder / SMALL[1] / "mine.toml"
    path.write_text('[[phrases]]\nrule = "a.b"\ntext = ["%s"]\n', encoding="utf-8")
    with pytest.raises(phrases.PhraseError, match=r"en, a\.b:line: The phrase '%s' is too general"):
        fresh()


def test_words_of_a_language() -> None:
    assert compiled.vocabulary("de", "said").within("Er sagte nichts.")
    assert not compiled.vocabulary("de", "said").within("Er schwieg.")
    assert not compiled.vocabulary("xx", "said").within("Er sagte nichts.")


# --- Phrases of one's own ------------------------------------------------------------------------


def own(path: Path, language: str) -> Path:
    path.write_text(
        f'[[phrases]]\nrule = "house.more"\nlanguage = "{language}"\n'
        'bound = true\ntext = ["Lust"]\n',
        encoding="utf-8",
    )
    return path


def test_a_bound_phrase_of_ones_own(tmp_path: Path) -> None:
    cleaner = Cleaner(phrase_files=[own(tmp_path / "own.toml", "de")])
    assert [cut.rule for cut in cleaner.clean(f"{GERMAN}Lust\n").cuts] == ["house.more"]
    assert cleaner.clean(f"{PROSE}Lust\n").cuts == ()


def test_a_language_that_is_not_known_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        phrases.PhraseError,
        match=r"house\.more: unknown language 'xx' for bound phrases; known are ar, bg, ",
    ):
        Cleaner(phrase_files=[own(tmp_path / "own.toml", "xx")])


def test_phrases_of_ones_own_are_found_among_all(tmp_path: Path) -> None:
    """Also when the other languages are read only after they were added."""
    path = tmp_path / "own.toml"
    path.write_text(
        '[[phrases]]\nrule = "house.slogan"\ntext = ["Immer am Fluss", "The river first"]\n',
        encoding="utf-8",
    )
    cleaner = Cleaner(phrase_files=[path])
    form = "Deine E-Mail-Adresse wird nicht veröffentlicht."
    text = f"{PROSE}The river first\n\n{form}\n\nImmer am Fluss\n"
    assert [cut.rule for cut in cleaner.clean(text).cuts] == [
        "house.slogan",
        "wordpress.comment-form",
        "house.slogan",
    ]

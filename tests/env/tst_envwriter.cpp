// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envwriter.h"

#include "env/envreading.h"
#include "support/printable.h"

#include <QRandomGenerator>
#include <QTest>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;

using Dialects = QList<EnvDialect>;
using Quote = EnvStatement::Quote;
using Side = EnvWriter::Side;
using enum EnvDialect;

namespace {

Dialects allBut(const Dialects &left)
{
    Dialects dialects = allEnvDialects();
    dialects.removeIf([&](EnvDialect dialect) { return left.contains(dialect); });
    return dialects;
}

/// To be compared: QTest cannot print the dialects themselves.
QStringList names(const Dialects &dialects)
{
    QStringList list;
    for (const EnvDialect dialect : dialects)
        list.append(toString(dialect));
    return list;
}

std::optional<QByteArray> valueIn(const EnvReading &reading, const QByteArray &key)
{
    for (const EnvValue &value : reading.values) {
        if (value.key == key)
            return value.value;
    }
    return std::nullopt;
}

QByteArray applied(const QByteArray &text, const EnvEdit &edit)
{
    EnvDocument document(text);
    document.apply(edit.changes);
    return document.bytes();
}

QByteArray randomValue(QRandomGenerator &random)
{
    static const QByteArrayList pieces{"a",  "b",    "C",     " ",  "'",  "\"", "`",    "\\",  "$",
                                       "$B", "${A}", "$(id)", "#",  " #", "=",  "\n",   "\r",  "\t",
                                       "é",  "\xff", "\\n",   "\\", "&",  ";",  "!",    "~",   "{",
                                       "}",  "😀",   ":",     ",",  "*",  "%",  "\nZ=", "l\nm"};
    QByteArray value;
    for (int i = random.bounded(7); i > 0; --i)
        value += pieces.at(random.bounded(pieces.size()));
    return value;
}

QByteArray randomFile(QRandomGenerator &random)
{
    static const QByteArrayList lines{"B=1",
                                      "C='two words'",
                                      "D=\"x\\ny\" # note",
                                      "# comment",
                                      "",
                                      "E=${B}/$C",
                                      "export F=1",
                                      "A=old",
                                      "A = 'old' # why",
                                      "export A=\"o\"",
                                      "G=`tick`",
                                      "H='l1\nl2'",
                                      "Z=end",
                                      "I=a\"b",
                                      "J='it",
                                      "K=\"open",
                                      "L: colon",
                                      "M",
                                      "N='a\\'",
                                      "A=",
                                      "A= # empty",
                                      "not a line",
                                      "O=\"${A}\"",
                                      "  P=1  "};
    QByteArray text;
    const bool isHarmless = random.bounded(2) == 0;
    const QByteArray end = random.bounded(6) == 0 ? "\r\n" : "\n";
    for (int i = random.bounded(8); i > 0; --i)
        text += lines.at(random.bounded(isHarmless ? 10 : lines.size())) + end;
    if (random.bounded(4) == 0 && !text.isEmpty())
        text.chop(end.size());
    return text;
}

Dialects randomDialects(QRandomGenerator &random)
{
    Dialects dialects;
    for (const EnvDialect dialect : allEnvDialects()) {
        if (random.bounded(3) == 0)
            dialects.append(dialect);
    }
    return dialects;
}

} // namespace

class TestEnvWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldChooseAnEncoding_data();
    void shouldChooseAnEncoding();
    void shouldKeepThePreferredQuotes();
    void shouldSetAValue_data();
    void shouldSetAValue();
    void shouldNameWhomTheRestOfTheFileHinders();
    void shouldRatherSatisfyNobodyThanChangeOtherKeys();
    void shouldRefuseAKeyThatIsNone();
    void shouldAddBehindAGroup_data();
    void shouldAddBehindAGroup();
    void shouldRemoveAKey_data();
    void shouldRemoveAKey();
    void shouldRenameAKey();
    void shouldCommentOutAndIn_data();
    void shouldCommentOutAndIn();
    void shouldMoveAKey_data();
    void shouldMoveAKey();
    void shouldNameWhoIsDisturbed();
    void shouldKeepEveryPromise_data();
    void shouldKeepEveryPromise();
};

void TestEnvWriter::shouldChooseAnEncoding_data()
{
    QTest::addColumn<Dialects>("dialects");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Dialects>("unsatisfied");
    const auto row = [](const char *name, Dialects dialects, QByteArray value, QByteArray text,
                        Dialects unsatisfied = {}) {
        QTest::newRow(name) << dialects << value << text << unsatisfied;
    };
    row("word", allEnvDialects(), "abc-1_2./:@%+,!*", "abc-1_2./:@%+,!*");
    row("spaces", allEnvDialects(), "a b", "'a b'", {Docker});
    row("spaces for docker", {Docker}, "a b", "a b");
    row("hash", allEnvDialects(), "a#b", "'a#b'", {Docker});
    row("ampersand", allEnvDialects(), "u?a=1&b=2", "'u?a=1&b=2'", {Docker});
    row("apostrophe", allEnvDialects(), "it's", "\"it's\"", {Docker});
    row("quote", allEnvDialects(), "a\"b", "'a\"b'", {Docker});
    row("dollar", allEnvDialects(), "a$HOME", "'a$HOME'", {DotenvExpand, Docker});
    row("bcrypt", allEnvDialects(), "$2b$10$abc", "'$2b$10$abc'", {DotenvExpand, Docker});
    row("dollar for dotenv-expand", {DotenvExpand}, "a$HOME", "\"a\\$HOME\"");
    row("braces", allBut({Docker}), "${X}", "'${X}'", {DotenvExpand, PythonDotenv});
    row("lines", allBut({Docker}), "l1\nl2", "'l1\nl2'");
    row("json", allBut({Docker}), "{\"k\": \"v\"}", "'{\"k\": \"v\"}'");
    row("both quotes for shells", {Dotenvy, Sh}, "a'b\"c", "\"a'b\\\"c\"");
    row("both quotes for node", {Dotenv, Node}, "a'b\"c", "a'b\"c");
    row("a backslash at the end", {Dotenv, Docker}, "a\\", "a\\");
    row("a backslash at the end for systemd", {Systemd, Sh}, "a\\", "'a\\'", {});
}

void TestEnvWriter::shouldChooseAnEncoding()
{
    QFETCH(Dialects, dialects);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, text);
    QFETCH(Dialects, unsatisfied);

    const EnvEncoding encoding = EnvWriter(dialects).encode("A", value);

    QCOMPARE(encoding.text, text);
    QCOMPARE(names(encoding.unsatisfied), names(unsatisfied));
}

void TestEnvWriter::shouldKeepThePreferredQuotes()
{
    const EnvWriter writer(allBut({Docker}));

    QCOMPARE(writer.encode("A", "b c", Quote::Double).text, QByteArray("\"b c\""));
    QCOMPARE(writer.encode("A", "b", Quote::Single).text, QByteArray("'b'"));
    QCOMPARE(writer.encode("A", "b\"c", Quote::Double).text, QByteArray("'b\"c'"));
}

void TestEnvWriter::shouldSetAValue_data()
{
    QTest::addColumn<Dialects>("dialects");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("result");
    const Dialects usual{Dotenv, Compose, PythonDotenv, Sh};
    const Dialects loose{Dotenv, Compose, PythonDotenv};
    const auto row = [](const char *name, Dialects dialects, QByteArray text, QByteArray value,
                        QByteArray result) {
        QTest::newRow(name) << dialects << text << value << result;
    };
    row("in nothing", usual, "", "b", "A=b\n");
    row("new", usual, "B=1\n", "b c", "B=1\nA='b c'\n");
    row("new, no line end", usual, "B=1", "b", "B=1\nA=b\n");
    row("new, Windows", loose, "B=1\r\nC=2", "b", "B=1\r\nC=2\r\nA=b\r\n");
    row("plain", usual, "A=1\nB=1\n", "2", "A=2\nB=1\n");
    row("everything around it", loose, "\texport A = \"1\"  # why\nB=1", "2 3",
        "\texport A = \"2 3\"  # why\nB=1");
    row("the author's quotes", usual, "A=\"1\"\n", "b", "A=\"b\"\n");
    row("quotes that do not hold it", usual, "A='1'\n", "it's", "A=\"it's\"\n");
    row("no quotes that do not hold it", usual, "A=1 # c\n", "x # y", "A='x # y' # c\n");
    row("the last of several", usual, "A=1\nA=2\n", "3", "A=1\nA=3\n");
    row("emptied before a comment", usual, "A=1 # c\n", "", "A='' # c\n");
    row("filled before a comment", loose, "A= # c\n", "b", "A=b # c\n");
    row("declared", usual, "export A\n", "b c", "export A='b c'\n");
    row("several lines away", usual, "A='1\n2'\nB=1\n", "3", "A='3'\nB=1\n");
    row("several lines", usual, "A='1'\nB=1\n", "2\n3", "A='2\n3'\nB=1\n");
    row("an open quote mended", usual, "A=\"1\nB=1\n", "2", "A=\"2\"\nB=1\n");
    row("as it is", usual, "A=1\nA='b' # c\n", "b", "A=1\nA='b' # c\n");
    row("a byte order mark", {Dotenv},
        "\xef\xbb\xbf"
        "A=1\n",
        "2",
        "\xef\xbb\xbf"
        "A=2\n");
    row("no colon without a space", {Dotenv}, "A:\n", "b", "A: b\n");
}

void TestEnvWriter::shouldSetAValue()
{
    QFETCH(Dialects, dialects);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, result);

    const Result<EnvEdit> edit = EnvWriter(dialects).setValue(EnvDocument(text), "A", value);

    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    QCOMPARE(applied(text, *edit), result);
    QCOMPARE(names(edit->unsatisfied), names({}));
    QCOMPARE(edit->changes.isEmpty(), text == result);
}

void TestEnvWriter::shouldNameWhomTheRestOfTheFileHinders()
{
    const EnvDocument document("export B=1\nA=1 # c\nC=1\n");

    const Result<EnvEdit> plain = EnvWriter({Dotenv, Docker}).setValue(document, "C", "2");
    const Result<EnvEdit> quoted = EnvWriter({Dotenv, Docker}).setValue(document, "C", "a #b");

    QVERIFY(plain && quoted);
    QCOMPARE(names(plain->unsatisfied), names({Docker}));
    QCOMPARE(names(plain->hindered), names({Docker}));
    QCOMPARE(names(quoted->unsatisfied), names({Docker}));
    QCOMPARE(names(quoted->hindered), names({}));
}

void TestEnvWriter::shouldRatherSatisfyNobodyThanChangeOtherKeys()
{
    const QByteArray text("Z=0\n");

    const Result<EnvEdit> edit = EnvWriter({Docker, Sh}).setValue(EnvDocument(text), "A", "1\nZ=2");

    QVERIFY(edit);
    QVERIFY(edit->unsatisfied.contains(Docker));
    QCOMPARE(valueIn(readEnv(applied(text, *edit), Docker), "Z"), QByteArray("0"));
}

void TestEnvWriter::shouldRefuseAKeyThatIsNone()
{
    for (const char *key : {"", "A B", "A=B", "A\nB", "#A", "\"A\"", "A:"}) {
        const Result<EnvEdit> edit = EnvWriter().setValue(EnvDocument("A=1\n"), key, "secret");
        QVERIFY(!edit);
        QCOMPARE(edit.error().code, ErrorCode::InvalidInput);
        QVERIFY(!edit.error().message.contains(u"secret"_s));
    }
}

void TestEnvWriter::shouldAddBehindAGroup_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("one of several") << "# one\nB=1\nC=1\n# end\n\n# two\nD=1\n"_ba
                                    << "# one\nB=1\nC=1\n# end\nA=x\n\n# two\nD=1\n"_ba;
    QTest::newRow("the last") << "D=1\n\nB=1"_ba << "D=1\n\nB=1\nA=x\n"_ba;
    QTest::newRow("several lines") << "B='1\n\n2'\n\nC=1\n"_ba << "B='1\n\n2'\nA=x\n\nC=1\n"_ba;
}

void TestEnvWriter::shouldAddBehindAGroup()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, result);
    const EnvWriter writer({Dotenv, Sh});

    const Result<EnvEdit> edit = writer.addToGroup(EnvDocument(text), {"A", "x"}, "B");

    QVERIFY(edit);
    QCOMPARE(applied(text, *edit), result);
    QCOMPARE(writer.addToGroup(EnvDocument(text), {"A", "x"}, "NONE").error().code,
             ErrorCode::NotFound);
    QCOMPARE(writer.addToGroup(EnvDocument(text), {"B", "x"}, "B").error().code,
             ErrorCode::InvalidInput);
}

void TestEnvWriter::shouldRemoveAKey_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("the only one") << "A=1"_ba << ""_ba;
    QTest::newRow("every statement") << "A=1\nB=1\nexport A='2\n3'\nC=1\nA"_ba << "B=1\nC=1\n"_ba;
    QTest::newRow("behind a mark") << "\xef\xbb\xbf"
                                      "A=1\nB=1\n"_ba
                                   << "\xef\xbb\xbf"
                                      "B=1\n"_ba;
}

void TestEnvWriter::shouldRemoveAKey()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, result);

    const Result<EnvEdit> edit = EnvWriter({Dotenv}).remove(EnvDocument(text), "A");

    QVERIFY(edit);
    QCOMPARE(applied(text, *edit), result);
    QCOMPARE(names(edit->disturbed), names({}));
    QCOMPARE(EnvWriter().remove(EnvDocument("B=1\n"), "A").error().code, ErrorCode::NotFound);
}

void TestEnvWriter::shouldRenameAKey()
{
    const QByteArray text("A=1\nexport A = 'x' # A\nB=1\n");
    const EnvWriter writer({Dotenv, Systemd});

    const Result<EnvEdit> edit = writer.rename(EnvDocument(text), "A", "NEW");
    const Result<EnvEdit> dashed = writer.rename(EnvDocument("A=1\n"), "A", "A-B");

    QVERIFY(edit && dashed);
    QCOMPARE(applied(text, *edit), QByteArray("NEW=1\nexport NEW = 'x' # A\nB=1\n"));
    QCOMPARE(names(dashed->unsatisfied), names({Systemd}));
    QCOMPARE(writer.rename(EnvDocument(text), "A", "B").error().code, ErrorCode::InvalidInput);
    QCOMPARE(writer.rename(EnvDocument(text), "A", "x y").error().code, ErrorCode::InvalidInput);
    QCOMPARE(writer.rename(EnvDocument(text), "C", "D").error().code, ErrorCode::NotFound);
    QVERIFY(writer.rename(EnvDocument(text), "A", "A")->changes.isEmpty());
}

void TestEnvWriter::shouldCommentOutAndIn_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("commented");
    QTest::newRow("a line") << "B=1\nexport A=1 # c\nC=1\n"_ba
                            << "B=1\n# export A=1 # c\nC=1\n"_ba;
    QTest::newRow("several lines") << "# t\n  A='1\n\n# 2'\r\nB=1"_ba
                                   << "# t\n#   A='1\n# \n# # 2'\r\nB=1"_ba;
    QTest::newRow("behind a mark") << "\xef\xbb\xbf"
                                      "A=1"_ba
                                   << "\xef\xbb\xbf"
                                      "# A=1"_ba;
}

void TestEnvWriter::shouldCommentOutAndIn()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, commented);
    const EnvWriter writer({Dotenv, Compose});

    const Result<EnvEdit> out = writer.commentOut(EnvDocument(text), "A");
    QVERIFY(out);
    QCOMPARE(applied(text, *out), commented);

    const Result<EnvEdit> in = writer.uncomment(EnvDocument(commented), "A");
    QVERIFY(in);
    QCOMPARE(applied(commented, *in), text);
    QCOMPARE(names(in->unsatisfied), names({}));
    QCOMPARE(writer.uncomment(EnvDocument(text), "A").error().code, ErrorCode::NotFound);
    QCOMPARE(writer.commentOut(EnvDocument(commented), "A").error().code, ErrorCode::NotFound);
}

void TestEnvWriter::shouldMoveAKey_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Side>("side");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("up") << "B=1\nC=1\nA=1\n"_ba << Side::Before << "A=1\nB=1\nC=1\n"_ba;
    QTest::newRow("up without a line end")
        << "B=1\nC=1\nA=1"_ba << Side::Before << "A=1\nB=1\nC=1\n"_ba;
    QTest::newRow("down") << "A='1\n2'\nC=1\nB=1\nD=1\n"_ba << Side::After
                          << "C=1\nB=1\nA='1\n2'\nD=1\n"_ba;
    QTest::newRow("down without a line end")
        << "A=1\r\nC=1\r\nB=1"_ba << Side::After << "C=1\r\nB=1\r\nA=1\r\n"_ba;
    QTest::newRow("from behind a mark") << "\xef\xbb\xbf"
                                           "A=1\nB=1\n"_ba
                                        << Side::After
                                        << "\xef\xbb\xbf"
                                           "B=1\nA=1\n"_ba;
    QTest::newRow("behind a mark") << "\xef\xbb\xbf"
                                      "B=1\nA=1\n"_ba
                                   << Side::Before
                                   << "\xef\xbb\xbf"
                                      "A=1\nB=1\n"_ba;
    QTest::newRow("where it is") << "B=1\nA=1\n"_ba << Side::After << "B=1\nA=1\n"_ba;
}

void TestEnvWriter::shouldMoveAKey()
{
    QFETCH(QByteArray, text);
    QFETCH(Side, side);
    QFETCH(QByteArray, result);

    const Result<EnvEdit> edit = EnvWriter({Dotenv}).move(EnvDocument(text), "A", side, "B");

    QVERIFY(edit);
    QCOMPARE(applied(text, *edit), result);
    QCOMPARE(names(edit->unsatisfied), names({}));
    QCOMPARE(EnvWriter().move(EnvDocument(text), "A", side, "X").error().code, ErrorCode::NotFound);
    QCOMPARE(EnvWriter().move(EnvDocument(text), "X", side, "A").error().code, ErrorCode::NotFound);
}

void TestEnvWriter::shouldNameWhoIsDisturbed()
{
    const EnvDocument document("A=1\nB=${A}\n");
    const EnvWriter writer({Dotenv, Compose});

    QCOMPARE(names(writer.remove(document, "A")->disturbed), names({Compose}));
    QCOMPARE(names(writer.rename(document, "A", "C")->disturbed), names({Compose}));
    QCOMPARE(names(writer.commentOut(document, "A")->disturbed), names({Compose}));
    QCOMPARE(names(writer.move(document, "A", Side::After, "B")->disturbed), names({Compose}));
    // This is what setting it is for.
    QCOMPARE(names(writer.setValue(document, "A", "2")->disturbed), names({}));
}

void TestEnvWriter::shouldKeepEveryPromise_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 8; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestEnvWriter::shouldKeepEveryPromise()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    for (int i = 0; i < 60; ++i) {
        const QByteArray text = randomFile(random);
        const QByteArray value = randomValue(random);
        const Dialects dialects = randomDialects(random);

        const Result<EnvEdit> edit = EnvWriter(dialects).setValue(EnvDocument(text), "A", value);
        if (!edit)
            continue;

        const QByteArray after = applied(text, *edit);
        for (const EnvDialect dialect : dialects) {
            const EnvReading before = readEnv(text, dialect);
            const EnvReading now = readEnv(after, dialect);
            for (const EnvVariables &process :
                 {EnvVariables(), EnvVariables{{"B", "set"}, {"id", "set"}}}) {
                const bool isRead = valueIn(readEnv(after, dialect, process), "A") == value;
                if (!edit->unsatisfied.contains(dialect))
                    QVERIFY2(isRead,
                             qPrintable(toString(dialect) + u": "_s + QString::fromUtf8(after)));
            }
            for (const EnvValue &old : before.values) {
                const bool refers = old.key == "E" || old.key == "O" || old.key == "A";
                if (!refers)
                    QCOMPARE(valueIn(now, old.key), old.value);
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestEnvWriter)
#include "tst_envwriter.moc"

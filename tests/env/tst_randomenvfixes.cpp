// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include <QMap>
#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QByteArray namesOf(const QList<EnvDialect> &dialects)
{
    QStringList names;
    for (const EnvDialect dialect : dialects)
        names.append(toString(dialect));
    return names.join(u',').toLatin1();
}

QList<EnvFinding> findingsWithFixes(const EnvLinter &linter, const QByteArray &text)
{
    const EnvDocument document(text);
    return linter.withFixes(document, linter.lint(document));
}

QByteArray applied(const EnvFix &fix, const QByteArray &text)
{
    EnvDocument document(text);
    document.apply(fix.changes);
    return document.bytes();
}

/// What counts of a reading: where things stand and in which order does not.
struct Meaning
{
    QMap<QByteArray, std::optional<QByteArray>> values;
    QStringList complaints;

    friend bool operator==(const Meaning &, const Meaning &) = default;
};

Meaning meaningOf(const QByteArray &text, EnvDialect dialect, const EnvVariables &process)
{
    const EnvReading reading = readEnv(text, dialect, process);
    Meaning meaning;
    for (const EnvValue &value : reading.values)
        meaning.values.insert(value.key, value.value);
    for (const EnvReadError &error : reading.errors)
        meaning.complaints.append(error.message);
    meaning.complaints.sort();
    return meaning;
}

/// The enabled dialects in which two texts do not mean the same.
QList<EnvDialect> differing(const QByteArray &a, const QByteArray &b, const EnvLintOptions &options)
{
    QList<EnvDialect> dialects = options.dialects;
    dialects.removeIf([&](EnvDialect dialect) {
        return meaningOf(a, dialect, options.process) == meaningOf(b, dialect, options.process);
    });
    return dialects;
}

/// Random files and the loaders that read them, always the same ones for a number.
class HostileFile
{
public:
    explicit HostileFile(int fileNumber)
        : number(fileNumber)
        , m_random(seed() + static_cast<quint32>(fileNumber))
    {
        const int lines = m_random.bounded(1, 14);
        if (isOneIn(10))
            text += "\xef\xbb\xbf";
        m_usualEnd = isOneIn(5) ? "\r\n" : "\n";
        for (int i = 0; i < lines; ++i)
            addLine();
        if (isOneIn(4))
            text.chop(1);
        addOptions();
    }

    static int count()
    {
        const int wanted = qEnvironmentVariableIntValue("SLIPWAY_FUZZ_FILES");
        return wanted > 0 ? wanted : 300;
    }

    const int number;
    QByteArray text;
    EnvLintOptions options;

private:
    static quint32 seed()
    {
        return static_cast<quint32>(qEnvironmentVariableIntValue("SLIPWAY_SEED"));
    }

    bool isOneIn(int count) { return m_random.bounded(count) == 0; }
    QByteArray oneOf(const QByteArrayList &list) { return list.at(m_random.bounded(list.size())); }

    QByteArray key()
    {
        static const QByteArrayList usual{"A", "B", "C", "AB", "DB_HOST", "B", "A"};
        static const QByteArrayList strange{
            "a",  "DB-HOST", "DB.HOST", "1A",      "_1A",     "É",     "A B", "exportA", "",
            "*A", "A+",      "A[0]",    "db_host", "A\u00A0", "\"A\"", "-",   "export A"};
        return isOneIn(4) ? oneOf(strange) : oneOf(usual);
    }

    QByteArray value()
    {
        static const QByteArrayList pieces{
            "x",          "y z",    "1",     "don't",     "\"",      "'",       "`",
            "#",          " #",     " # c",  "$A",        "${B}",    "${C",     "$B}",
            "${A:-d}",    "$$",     "$",     "$(echo x)", "\\",      "\\n",     "\\\"",
            "\\$A",       "&",      ";",     "|",         " ",       "\t",      "=",
            ":",          "\u00A0", "“q”",   "\u200B",    "é",       "\xff",    "\r",
            "{\"k\": 1}", "`d`",    "\"e\"", "'f'",       "\"g h\"", "'i # j'", "\"k\n\nl\"",
            "'m\r\nn'"};
        static const QByteArrayList longer{
            "https://o/p?q=r&s=t#u",
            "$2b$10$Kq7.dZ/4mKq7.dZ/4mKq7.dZ/4mKq7.dZ/4mKq7.dZ/4mKq7.dZ/4"};
        const int count = isOneIn(3) ? m_random.bounded(1, 5) : m_random.bounded(2);
        QByteArray written;
        for (int i = 0; i < count; ++i)
            written += isOneIn(60) ? QByteArray("\0", 1) : oneOf(isOneIn(20) ? longer : pieces);
        const QByteArray quote = isOneIn(4) ? oneOf({"\"", "'", "`"}) : QByteArray();
        return quote + written + (isOneIn(12) ? QByteArray() : quote);
    }

    QByteArray statement()
    {
        static const QByteArrayList before{"", "", "", "", "", "export ", "export\t", " ", "\t"};
        static const QByteArrayList delimiters{"=",  "=",  "=", "=",   "=",   " = ", "= ",
                                               " =", ": ", ":", "\t=", "=\t", "==",  ""};
        static const QByteArrayList after{"", "", "", "", "", " ", "  ", "\t", " # note", "#note"};
        return oneOf(before) + key() + oneOf(delimiters) + value() + oneOf(after);
    }

    void addLine()
    {
        static const QByteArrayList others{"",
                                           "",
                                           " ",
                                           "\t",
                                           "# note",
                                           "  # note",
                                           "#A=1",
                                           "# A='1",
                                           "; note",
                                           "words only",
                                           "# dotenv-linter:off UnorderedKey",
                                           "# dotenv-linter:on UnorderedKey",
                                           "# dotenv-linter:off LowercaseKey,DuplicatedKey",
                                           "#\u202Enote",
                                           "\"",
                                           "'",
                                           "="};
        text += isOneIn(4) ? oneOf(others) : statement();
        text += isOneIn(10) ? oneOf({"\r\n", "\n", "\r", "\n\n", "\r\r\n", ""}) : m_usualEnd;
    }

    void addOptions()
    {
        QList<EnvDialect> dialects = allEnvDialects();
        const qsizetype wanted = isOneIn(3) ? 1 : m_random.bounded(1, 13);
        while (dialects.size() > wanted)
            dialects.removeAt(m_random.bounded(dialects.size()));
        options.dialects = dialects;
        options.main = dialects.constFirst();
        if (isOneIn(3))
            options.process = {{"A", "from outside"}, {"C", ""}};
    }

    QRandomGenerator m_random;
    QByteArray m_usualEnd;
};

/// For the message of a test that fails.
QByteArray described(const QByteArray &what, const HostileFile &file, const QByteArray &after)
{
    const QByteArray readable(" =#\"'$(){}:\\`");
    return what + " in file " + QByteArray::number(file.number) + ", "
        + namesOf(file.options.dialects) + "\n  " + file.text.toPercentEncoding(readable) + "\n  "
        + after.toPercentEncoding(readable);
}

} // namespace

/// What holds for the fixes of any file. SLIPWAY_FUZZ_FILES says how many files to try, and
/// SLIPWAY_SEED which ones.
class TestRandomEnvFixes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldLeaveEveryValueAlone();
    void shouldChangeValuesOnlyWhereItSays();
};

void TestRandomEnvFixes::shouldLeaveEveryValueAlone()
{
    for (int i = 0; i < HostileFile::count(); ++i) {
        const HostileFile file(i);
        const EnvLinter linter(file.options);
        const auto about = [&file](const QByteArray &what, const EnvDocument &document) {
            return described(what, file, document.bytes());
        };

        const EnvDocument fixed = linter.fixedSafely(EnvDocument(file.text));
        const EnvDocument again = linter.fixedSafely(fixed);

        const QByteArray changed = namesOf(differing(file.text, fixed.bytes(), file.options));
        QVERIFY2(changed.isEmpty(), about("changed for " + changed, fixed).constData());
        QVERIFY2(again == fixed, about("not the same again", again).constData());
        for (const EnvFinding &finding : findingsWithFixes(linter, fixed.bytes())) {
            const QByteArray check = finding.check.toLatin1();
            QVERIFY2(!finding.fix || !finding.fix->isSafe(),
                     about(check + " left", fixed).constData());
        }
    }
}

void TestRandomEnvFixes::shouldChangeValuesOnlyWhereItSays()
{
    for (int i = 0; i < HostileFile::count(); ++i) {
        const HostileFile file(i);

        for (const EnvFinding &finding : findingsWithFixes(EnvLinter(file.options), file.text)) {
            if (!finding.fix)
                continue;
            const QByteArray after = applied(*finding.fix, file.text);
            QList<EnvDialect> unnamed = differing(file.text, after, file.options);
            unnamed.removeIf(
                [&](EnvDialect dialect) { return finding.fix->changesValuesIn.contains(dialect); });
            const QByteArray what = finding.check.toLatin1() + " changes " + namesOf(unnamed);
            QVERIFY2(unnamed.isEmpty(), described(what, file, after).constData());
        }
    }
}

QTEST_APPLESS_MAIN(TestRandomEnvFixes)
#include "tst_randomenvfixes.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include <QElapsedTimer>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QList<EnvFinding> findingsIn(const QByteArray &text)
{
    EnvLintOptions options;
    options.checks = EnvChecks::dotenvLinter();
    return EnvLinter(options).lint(EnvDocument(text));
}

/// "2 DuplicatedKey" for each finding, parted by commas.
QString brief(const QList<EnvFinding> &findings)
{
    QStringList parts;
    for (const EnvFinding &finding : findings)
        parts.append(u"%1 %2"_s.arg(finding.line).arg(finding.check));
    return parts.join(u", "_s);
}

/// The findings of one check as "2: message".
QStringList messagesOf(const QString &check, const QByteArray &text)
{
    QStringList messages;
    for (const EnvFinding &finding : findingsIn(text)) {
        if (finding.check == check)
            messages.append(u"%1: %2"_s.arg(finding.line).arg(finding.message));
    }
    return messages;
}

/// Adds rows for one check, whose messages differ in the key at most.
class CheckRows
{
public:
    CheckRows(const char *check, QString message)
        : m_check(QString::fromLatin1(check))
        , m_message(std::move(message))
    { }

    /// Lines and the keys that their messages name.
    CheckRows &found(const QByteArray &text, const QList<std::pair<int, QString>> &places)
    {
        QStringList messages;
        for (const auto &[line, key] : places) {
            const QString message = m_message.contains(u"%1"_s) ? m_message.arg(key) : m_message;
            messages.append(u"%1: %2"_s.arg(line).arg(message));
        }
        add(text, messages);
        return *this;
    }
    CheckRows &notFound(const QByteArray &text)
    {
        add(text, {});
        return *this;
    }

private:
    void add(const QByteArray &text, const QStringList &messages)
    {
        QTest::addRow("%s in %s", qPrintable(m_check),
                      text.toPercentEncoding(" =#\"'$").constData())
            << m_check << text << messages;
    }

    QString m_check;
    QString m_message;
};

void addKeyRows()
{
    CheckRows("DuplicatedKey", u"The %1 key is duplicated"_s)
        .found("HOST=a\nPORT=1\nHOST=b\n", {{3, u"HOST"_s}})
        .found("export MODE=x\nMODE=y\nMODE=z\n", {{2, u"MODE"_s}, {3, u"MODE"_s}})
        .found("HOST=a\nHOST\n", {{2, u"HOST"_s}})
        .notFound("Host=a\nHOST=b\n")
        .notFound("HOST=a\n# HOST=b\nHOSTS=c\n")
        .notFound("NOTE=\"\nHOST=a\n\"\nHOST=b\n");
    CheckRows("IncorrectDelimiter", u"The %1 key has incorrect delimiter"_s)
        .found("HTTP-PORT=1\n", {{1, u"HTTP-PORT"_s}})
        .found("A=1\nHTTP.PORT=1\nHTTP PORT=2\n", {{2, u"HTTP.PORT"_s}, {3, u"HTTP PORT"_s}})
        .found("-HTTP-PORT=1\n", {{1, u"-HTTP-PORT"_s}})
        .notFound("HTTP_PORT=a-b.c d\n")
        .notFound("-HTTP=1\n8HTTP=2\n")
        .notFound("HTTP_PORT =1\nexport PORT8080=2\n# HTTP-PORT\n");
    CheckRows("KeyWithoutValue", u"The %1 key should be with a value or have an equal sign"_s)
        .found("HOST\n", {{1, u"HOST"_s}})
        .found("A=1\nexport HOST\nPORT\n", {{2, u"HOST"_s}, {3, u"PORT"_s}})
        .notFound("HOST=\nPORT= \n")
        .notFound("# HOST\n\n \n")
        .notFound("TEXT='one\ntwo'\n");
    CheckRows("LeadingCharacter", u"Invalid leading character detected"_s)
        .found("1HOST=a\n", {{1, {}}})
        .found(" HOST=a\n\tPORT=1\n.A=1\n-B\n", {{1, {}}, {2, {}}, {3, {}}, {4, {}}})
        .notFound("_HOST=1\nPORT1=.\nexport A=-\n")
        .notFound("\n  # indented\n#1\n")
        .notFound("ÉTAT=1\n");
    CheckRows("LowercaseKey", u"The %1 key should be in uppercase"_s)
        .found("host=a\n", {{1, u"host"_s}})
        .found("A=1\nHTTPs_PORT=1\nexport mode=X\n", {{2, u"HTTPs_PORT"_s}, {3, u"mode"_s}})
        .found("été=1\n", {{1, u"été"_s}})
        .notFound("HOST=lower\nH0ST_1=a\n")
        .notFound("# host=a\nexport HOST=b\n");
    CheckRows("UnorderedKey", u"The %1 key should go before the PORT key"_s)
        .found("PORT=1\nHOST=a\n", {{2, u"HOST"_s}})
        .found("A=1\nPORT=1\n# note\nHOST=a\nNAME=b\n", {{4, u"HOST"_s}, {5, u"NAME"_s}})
        .found("A=1\n\nPORT=1\nB=$A\n", {{4, u"B"_s}})
        .notFound("HOST=a\nPORT=1\nPORTS=2\n")
        .notFound("PORT=1\n\nHOST=a\n")
        .notFound("PORT=1\n# dotenv-linter:on LowercaseKey\nHOST=a\n")
        .notFound("PORT=1\nHOST=${PORT}\n")
        .notFound("HOST='\nB=1\nA=1'\nPORT=2\n");
}

void addValueRows()
{
    CheckRows("QuoteCharacter", u"The value has quote characters (', \")"_s)
        .found("HOST=\"local\"\n", {{1, {}}})
        .found("A=1\nHOST='local'\nNAME=d'Arc\n", {{2, {}}, {3, {}}})
        .notFound("A=\"two words\"\nB='a#b'\nC='$X'\n")
        .notFound("A=\"a&b\"\nB='a=b'\nC=\"a\\nb\"\n")
        .notFound("A=`b`\n# 'c'\n");
    CheckRows("SpaceCharacter", u"The line has spaces around equal sign"_s)
        .found("HOST =a\n", {{1, {}}})
        .found("HOST= a\nPORT = 1\nexport A =\n", {{1, {}}, {2, {}}, {3, {}}})
        .notFound("HOST=a b\nPORT=1 \n")
        .notFound("URL = a=b\n")
        .notFound("HOST\t=\ta\n# A = b\n");
    CheckRows("SubstitutionKey", u"The %1 key is not assigned properly"_s)
        .found("URL=${HOST\n", {{1, u"URL"_s}})
        .found("URL=$HOST}\nA=x-${HO-ST}\n", {{1, u"URL"_s}, {2, u"A"_s}})
        .found("URL=${HOST:-b}\n", {{1, u"URL"_s}})
        .found("URL=\"${A}-${B\"\n", {{1, u"URL"_s}})
        .notFound("URL=${HOST}/$PORT\n")
        .notFound("URL='${HOST'\n")
        .notFound("URL=\\${HOST\nTEXT={a\n");
    CheckRows("TrailingWhitespace", u"Trailing whitespace detected"_s)
        .found("HOST=a \n", {{1, {}}})
        .found("HOST=\"a\"  \r\nPORT=1\n \n", {{1, {}}, {3, {}}})
        .notFound("HOST=a\t\n")
        .notFound("# note \nHOST=a\r\n")
        .notFound("TEXT=\"a \nb\"\n");
    CheckRows("ValueWithoutQuotes", u"This value needs to be surrounded in quotes"_s)
        .found("NAME=two words\n", {{1, {}}})
        .found("A=1\nNAME=\"two\" words\nB=a\tb\n", {{2, {}}, {3, {}}})
        .found("NAME=one # note\n", {{1, {}}})
        .notFound("NAME=\"two words\"\nA='b c'\n")
        .notFound("NAME= one \nA=\n")
        .notFound("NAME='two\nlines'\n");
}

void addLineRows()
{
    CheckRows("EndingBlankLine", u"No blank line at the end of the file"_s)
        .found("HOST=a", {{1, {}}})
        .found("HOST=a\r\nPORT=1", {{2, {}}})
        .found("HOST=a\n# bye", {{2, {}}})
        .notFound("HOST=a\n")
        .notFound("HOST=a\r\n")
        .notFound("");
    CheckRows("ExtraBlankLine", u"Extra blank line detected"_s)
        .found("HOST=a\n\n\nPORT=1\n", {{3, {}}})
        .found("\n\n\nHOST=a\n", {{2, {}}, {3, {}}})
        .found("HOST=a\n \n\t\nPORT=1\n", {{3, {}}})
        .found("HOST=a\n\n", {{3, {}}})
        .notFound("HOST=a\n\nPORT=1\n")
        .notFound("HOST=a\n\n# note\n\nPORT=1\n")
        .notFound("TEXT=\"a\n\n\nb\"\n");
}

} // namespace

class TestDotenvLinterChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldFindWhatIsWrong_data();
    void shouldFindWhatIsWrong();
    void shouldObeyComments_data();
    void shouldObeyComments();
    void shouldUnderlineWhatItMeans_data();
    void shouldUnderlineWhatItMeans();
    void shouldListByLineThenByCheck();
    void shouldFindOnlyWhatItIsAskedFor();
    void shouldBeAsLoudAsSet();
    void shouldNeverTellAValue_data();
    void shouldNeverTellAValue();
    void shouldTakeNoTimeOverManyKeys();
};

void TestDotenvLinterChecks::shouldFindWhatIsWrong_data()
{
    QTest::addColumn<QString>("check");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("messages"); // each with its line before it
    addKeyRows();
    addValueRows();
    addLineRows();
}

void TestDotenvLinterChecks::shouldFindWhatIsWrong()
{
    QFETCH(QString, check);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, messages);

    QCOMPARE(messagesOf(check, text), messages);
}

void TestDotenvLinterChecks::shouldObeyComments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("findings");
    const auto row = [](const char *name, const QByteArray &text, const QString &findings) {
        QTest::newRow(name) << text << findings;
    };
    row("no comment", "a=\"b\"\n", u"1 LowercaseKey, 1 QuoteCharacter"_s);
    row("off", "# dotenv-linter:off LowercaseKey\na=\"b\"\n", u"2 QuoteCharacter"_s);
    row("two off", "# dotenv-linter:off LowercaseKey,QuoteCharacter\na=\"b\"\n", {});
    row("two off, spaced", "  #dotenv-linter:off  LowercaseKey , QuoteCharacter,\na='b'\n", {});
    row("off and on",
        "# dotenv-linter:off LowercaseKey\na=b\n# dotenv-linter:on LowercaseKey\nb=c\n",
        u"4 LowercaseKey"_s);
    row("one of two on again",
        "# dotenv-linter:off LowercaseKey,QuoteCharacter\na='b'\n"
        "# dotenv-linter:on QuoteCharacter\nb='c'\n",
        u"4 QuoteCharacter"_s);
    row("off one after the other",
        "# dotenv-linter:off LowercaseKey\n# dotenv-linter:off QuoteCharacter\na='b'\n", {});
    row("not above it", "a=b\n# dotenv-linter:off LowercaseKey\nb=c\n", u"1 LowercaseKey"_s);
    row("on, never off", "# dotenv-linter:on LowercaseKey\na=b\n", u"2 LowercaseKey"_s);
    row("no names", "# dotenv-linter:off\na=b\n", u"2 LowercaseKey"_s);
    row("a name of no check", "# dotenv-linter:off Lowercase,QuoteCharacter\na='b'\n",
        u"2 LowercaseKey"_s);
    row("another word", "# dotenv-linter:disable LowercaseKey\na=b\n", u"2 LowercaseKey"_s);
    row("no colon", "# dotenv-linter off LowercaseKey\na=b\n", u"2 LowercaseKey"_s);
    row("behind a value", "A=1 # dotenv-linter:off LowercaseKey\na=b\n",
        u"1 ValueWithoutQuotes, 2 LowercaseKey"_s);
    row("the end of the file", "# dotenv-linter:off EndingBlankLine\nA=b", {});
    row("in a value of several lines", "A='\n# dotenv-linter:off LowercaseKey\n'\nb=c\n",
        u"4 LowercaseKey"_s);
}

void TestDotenvLinterChecks::shouldObeyComments()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, findings);

    QCOMPARE(brief(findingsIn(text)), findings);
}

void TestDotenvLinterChecks::shouldUnderlineWhatItMeans_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("check");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QByteArray>("underlined");
    const auto row = [](const char *check, const QByteArray &text, int line, int column,
                        const QByteArray &underlined) {
        QTest::newRow(check) << text << QString::fromLatin1(check) << line << column << underlined;
    };
    row("DuplicatedKey", "A=1\nexport A=2\n", 2, 8, "A");
    row("EndingBlankLine", "É=1", 1, 4, "");
    row("ExtraBlankLine", "A=1\n\n \n", 3, 1, " ");
    row("IncorrectDelimiter", "A=1\nÉT-A=2\n", 2, 3, "-");
    row("KeyWithoutValue", "A=1\nexport B\n", 2, 8, "B");
    row("LeadingCharacter", "A=1\n 1B=2\n", 2, 1, " 1");
    row("LowercaseKey", "export aB=1\n", 1, 8, "aB");
    row("QuoteCharacter", "É='b'\n", 1, 3, "'b'");
    row("SpaceCharacter", "AB = c\n", 1, 3, " = ");
    row("SubstitutionKey", "A=é$B-${C$D\n", 1, 7, "${C");
    row("TrailingWhitespace", "A=é  \n", 1, 4, "  ");
    row("UnorderedKey", "B=1\nexport A=2\n", 2, 8, "A");
    row("ValueWithoutQuotes", "A= b c \n", 1, 4, "b c");
}

void TestDotenvLinterChecks::shouldUnderlineWhatItMeans()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, check);
    const EnvDocument document(text);

    const QList<EnvFinding> findings = findingsIn(text);
    const auto finding = std::ranges::find(findings, check, &EnvFinding::check);

    QVERIFY(finding != findings.cend());
    QTEST(finding->line, "line");
    QTEST(finding->column, "column");
    QTEST(document.text(finding->range).toByteArray(), "underlined");
}

void TestDotenvLinterChecks::shouldListByLineThenByCheck()
{
    const QList<EnvFinding> findings = findingsIn("b='c'\n\n\na =\"\"\nb=d e ");

    QCOMPARE(brief(findings),
             u"1 LowercaseKey, 1 QuoteCharacter, 3 ExtraBlankLine, 4 LowercaseKey, "
             "4 QuoteCharacter, 4 SpaceCharacter, 5 DuplicatedKey, 5 EndingBlankLine, "
             "5 LowercaseKey, 5 TrailingWhitespace, 5 ValueWithoutQuotes"_s);
    QCOMPARE(findings.first().key, "b");
}

void TestDotenvLinterChecks::shouldFindOnlyWhatItIsAskedFor()
{
    EnvLintOptions options;
    options.checks = EnvChecks::fromString(u"dotenv-linter,-LowercaseKey").value_or(EnvChecks());
    const EnvDocument document("a='b'\n");

    QCOMPARE(brief(EnvLinter(options).lint(document)), u"1 QuoteCharacter"_s);

    options.checks = EnvChecks();
    QCOMPARE(brief(EnvLinter(options).lint(document)), QString());
}

void TestDotenvLinterChecks::shouldBeAsLoudAsSet()
{
    EnvLintOptions options;
    options.checks = EnvChecks::dotenvLinter();
    options.severities.insert(EnvCheck::LowercaseKey, EnvSeverity::Error);

    const QList<EnvFinding> findings = EnvLinter(options).lint(EnvDocument("a=\"b\" c\n\nD='e'\n"));

    QCOMPARE(brief(findings), u"1 LowercaseKey, 1 ValueWithoutQuotes, 3 QuoteCharacter"_s);
    QVERIFY(findings.at(0).severity == EnvSeverity::Error);
    QVERIFY(findings.at(1).severity == EnvSeverity::Warning);
    QVERIFY(findings.at(2).severity == EnvSeverity::Info);
}

void TestDotenvLinterChecks::shouldNeverTellAValue_data()
{
    QTest::addColumn<QByteArray>("text"); // "Zq" stands in what is nobody's business
    const auto row = [](const char *name, const QByteArray &text) {
        QTest::newRow(name) << text;
    };
    row("values", "b='Zq1'\nb = \"Zq2\nA=Zq3 Zq4 \nA=${Zq5\nA=$Zq6}\n1=Zq7'\n");
    row("a colon", "PASSWORD: Zq1\n\nPASSWORD: Zq2\npassword:Zq3\nexport A: Zq4\n");
    row("a space", "PASSWORD Zq1\nA PASSWORD Zq2\n");
    row("a TAB", "PASSWORD\tZq1\npassword\tZq2\n");
    row("a private key",
        "KEY=-----BEGIN PRIVATE KEY-----\nZqA0\nZqB==\nb+/Zq=\nb+/Zq=\n-----END PRIVATE "
        "KEY-----\n");
    row("a private key on its own",
        "-----BEGIN PRIVATE KEY-----\nZqA0\nZqA0\n-----END PRIVATE KEY-----\nA=1\n");
    row("the rest of a long secret",
        "A=b\nZqMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8c\n"
        "ZqMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8c==\n");
}

void TestDotenvLinterChecks::shouldNeverTellAValue()
{
    QFETCH(QByteArray, text);

    const QList<EnvFinding> findings = findingsIn(text);

    QVERIFY(findings.size() > 2);
    for (const EnvFinding &finding : findings) {
        QVERIFY2(!finding.message.contains(u"Zq"), qPrintable(finding.message));
        QVERIFY2(!finding.key.contains("Zq"), qPrintable(finding.check));
    }
}

void TestDotenvLinterChecks::shouldTakeNoTimeOverManyKeys()
{
    constexpr int count = 15'000;
    QByteArray text;
    for (int i = count; i > 0; --i)
        text
            += "KEY_" + QByteArray::number(1'000'000 + i) + "=$KEY_" + QByteArray::number(i) + '\n';
    QElapsedTimer timer;
    timer.start();

    const QList<EnvFinding> findings = findingsIn(text);

    QCOMPARE(findings.size(), count - 1);
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestDotenvLinterChecks)
#include "tst_dotenvlinterchecks.moc"

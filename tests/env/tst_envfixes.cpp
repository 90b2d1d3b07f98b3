// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

QList<EnvDialect> dialectsNamed(const QString &names)
{
    QList<EnvDialect> dialects;
    for (const QString &name : names.split(u',', Qt::SkipEmptyParts))
        dialects.append(envDialectFromString(name).value());
    return dialects;
}

QString namesOf(const QList<EnvDialect> &dialects)
{
    QStringList names;
    for (const EnvDialect dialect : dialects)
        names.append(toString(dialect));
    return names.join(u',');
}

EnvLinter linterFor(const QString &dialects, const EnvChecks &checks = EnvChecks::all())
{
    EnvLintOptions options;
    options.checks = checks;
    options.dialects = dialectsNamed(dialects);
    options.main = options.dialects.constFirst();
    return EnvLinter(options);
}

QByteArray fixedSafely(const EnvLinter &linter, const QByteArray &text)
{
    return linter.fixedSafely(EnvDocument(text)).bytes();
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

} // namespace

class TestEnvFixes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldFixSafely_data();
    void shouldFixSafely();
    void shouldSayWhoseValuesAFixChanges_data();
    void shouldSayWhoseValuesAFixChanges();
    void shouldOfferNoFixThatMendsNothing_data();
    void shouldOfferNoFixThatMendsNothing();
    void shouldSortAGroupWithOneFix();
};

void TestEnvFixes::shouldFixSafely_data()
{
    QTest::addColumn<QString>("dialects");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *dialects, const QByteArray &text,
                        const QByteArray &expected) {
        QTest::newRow(name) << QString::fromLatin1(dialects) << text << expected;
    };
    row("nothing to do", "dotenv,sh", "# a\nA=1\nB='c d'\n", "# a\nA=1\nB='c d'\n");
    row("the last line's end", "dotenv,docker,sh", "A=1\nB=2", "A=1\nB=2\n");
    row("as the others end", "dotenv", "A=1\r\nB=2", "A=1\r\nB=2\r\n");
    row("blank lines", "dotenv,sh", "A=1\n\n\n \nB=2\n", "A=1\n\nB=2\n");
    row("blank lines at the end", "dotenv,sh", "A=1\n\n\n", "A=1\n");
    row("spaces", "dotenv,compose", " A = b \n", "A=b\n");
    row("spaces to docker", "dotenv,docker", "A=b \n", "A=b \n");
    row("order", "dotenv,sh", "B=1\nA=2\n", "A=2\nB=1\n");
    row("a heading stays", "dotenv,sh", "# letters\nB=1\nA=2\n", "# letters\nB=1\nA=2\n");
    row("order with comments", "dotenv,sh", "# b\nB=1\n# a\nA=2\n", "# a\nA=2\n# b\nB=1\n");
    row("order that matters", "compose", "C=1\nB=$A\nA=2\n", "C=1\nB=$A\nA=2\n");
    row("order of one that refers", "compose", "D=1\nC=$D\nB=2\n", "D=1\nC=$D\nB=2\n");
    row("twice", "dotenv,sh", "A=1\nA=2\nB=3\n", "# A=1\nA=2\nB=3\n");
    row("three times, on several lines", "dotenv,sh", "A='1\n2'\nA=3\nA=4\n",
        "# A='1\n# 2'\n# A=3\nA=4\n");
    row("twice, and between them used", "sh", "A=1\nB=$A\nA=2\n", "A=1\nB=$A\nA=2\n");
    row("needless quotes", "dotenv,sh", "A=\"b\"\nC='d'\n", "A=b\nC=d\n");
    row("quotes to docker", "dotenv,docker", "A=\"b\"\n", "A=\"b\"\n");
    row("a quote within", "dotenv", "A=\"don't\"\n", "A=\"don't\"\n");
    row("needed quotes", "dotenv,compose", "A=b c\n", "A=\"b c\"\n");
    row("needed quotes round quotes", "dotenv,compose", "A={\"b\": 1}\n", "A='{\"b\": 1}'\n");
    row("a comment behind a value", "dotenv,sh", "A=b # c\nD='e f' #g\n",
        "# c\nA=b\n#g\nD='e f'\n");
    row("no value", "dotenv", "A\nB=1\n", "# A\nB=1\n");
    row("a colon", "dotenv,ruby", "A: b\n", "A=b\n");
    row("a byte order mark", "dotenv,compose",
        "\xef\xbb\xbf"
        "A=1\n",
        "A=1\n");
    row("a byte order mark to node", "dotenv,node",
        "\xef\xbb\xbf"
        "A=1\n",
        "\xef\xbb\xbf"
        "A=1\n");
    row("line ends", "dotenv,compose", "A=1\nB=2\r\nC=3\n", "A=1\nB=2\nC=3\n");
    row("line ends to sh", "dotenv,sh", "A=1\nB=2\r\nC=3\n", "A=1\nB=2\r\nC=3\n");
    row("a CR that ends a line", "dotenv", "A=1\rB=2\n", "A=1\nB=2\n");
    row("a CR that counts for nothing", "node", "A=1\r2\n", "A=12\n");
    row("a TAB", "dotenv,compose", "A=\tb\n", "A=b\n");
    row("a TAB to docker", "docker", "A=b\tc\n", "A=b\tc\n");
    row("another key", "dotenv", "1D=3\nB-C=2\na=1\n", "1D=3\nB-C=2\na=1\n");
    row("what is switched off", "dotenv", "# dotenv-linter:off UnorderedKey\nB=1\nA='2'\n",
        "# dotenv-linter:off UnorderedKey\nB=1\nA=2\n");
}

void TestEnvFixes::shouldFixSafely()
{
    QFETCH(QString, dialects);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const EnvLinter linter = linterFor(dialects);

    QCOMPARE(fixedSafely(linter, text), expected);
    QCOMPARE(fixedSafely(linter, expected), expected);
}

void TestEnvFixes::shouldSayWhoseValuesAFixChanges_data()
{
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("dialects");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QString>("changed");
    const auto row = [](const char *check, const char *dialects, const QByteArray &text,
                        const QByteArray &expected, const char *changed) {
        QTest::addRow("%s for %s", check, dialects)
            << QString::fromLatin1(check) << QString::fromLatin1(dialects) << text << expected
            << QString::fromLatin1(changed);
    };
    const QByteArray hash = "$2b$10$" + QByteArray("Kq7.dZ/4m").repeated(6).first(53);
    row("LowercaseKey", "dotenv,sh", "a=1\n", "A=1\n", "dotenv,sh");
    row("IncorrectDelimiter", "dotenv,compose", "A-B.C=1\n", "A_B_C=1\n", "dotenv,compose");
    row("LeadingCharacter", "dotenv", "1A=b\n", "_1A=b\n", "dotenv");
    row("LeadingCharacter", "node,ruby", ".A=b\n", "A=b\n", "node,ruby");
    row("KeyWithoutValue", "python-dotenv", "A\n", "A=\n", "python-dotenv");
    row("DuplicatedKey", "dotenv,sh", "A=1\nB=$A\nA=2\n", "# A=1\nB=$A\nA=2\n", "sh");
    row("UnorderedKey", "dotenv,compose", "B=1\nAB=$A\nA=2\n", "A=2\nAB=$A\nB=1\n", "compose");
    row("QuoteCharacter", "dotenv,docker,sh", "A=\"b\"\n", "A=b\n", "docker");
    row("ValueWithoutQuotes", "dotenv,docker", "A=b c\n", "A=\"b c\"\n", "docker");
    row("SpaceCharacter", "dotenv,sh", "A= b\n", "A=b\n", "sh");
    row("TrailingWhitespace", "dotenv,docker", "A=b \n", "A=b\n", "docker");
    row("SubstitutionKey", "dotenv,compose", "A=${B\n", "A=${B}\n", "dotenv,compose");
    row("SubstitutionKey", "dotenv", "A=$B}\n", "A=${B}\n", "dotenv");
    row("ByteOrderMark", "dotenv,node,sh",
        "\xef\xbb\xbf"
        "A=1\n",
        "A=1\n", "node,sh");
    row("MixedLineEndings", "dotenv,sh", "A=1\nB=2\r\nC=3\n", "A=1\nB=2\nC=3\n", "sh");
    row("CarriageReturn", "dotenv,compose", "A=1\rB=2\n", "A=1\nB=2\n", "compose");
    row("TabCharacter", "dotenv", "A=b\tc\n", "A=b c\n", "dotenv");
    row("NulByte", "dotenv", QByteArray("A=b\0c\n", 6), "A=bc\n", "dotenv");
    row("InvisibleCharacter", "dotenv", "A=“b\u00A0c”\n", "A=\"b c\"\n", "dotenv");
    row("UnterminatedQuote", "dotenv,compose", "A=\"b\n", "A=\"b\"\n", "dotenv,compose");
    row("CommandSubstitution", "dotenv,sh", "A=$(b)\n", "A='$(b)'\n", "sh");
    row("UnquotedAmpersand", "dotenv,sh", "A=b&c\n", "A=\"b&c\"\n", "sh");
    row("ShellCharacter", "dotenv,sh", "A=b;c\n", "A=\"b;c\"\n", "sh");
    row("BcryptDollar", "dotenv,compose", "A=" + hash + "\n", "A='" + hash + "'\n", "compose");
}

void TestEnvFixes::shouldSayWhoseValuesAFixChanges()
{
    QFETCH(QString, check);
    QFETCH(QString, dialects);
    QFETCH(QByteArray, text);
    const EnvLinter linter = linterFor(dialects, EnvChecks::fromString(check).value());

    const QList<EnvFinding> findings = findingsWithFixes(linter, text);

    QVERIFY(!findings.isEmpty() && findings.constLast().fix);
    const EnvFix &fix = *findings.constLast().fix;
    QTEST(applied(fix, text), "expected");
    QTEST(namesOf(fix.changesValuesIn), "changed");
    QVERIFY(!fix.isSafe() && !fix.title.isEmpty());
    QCOMPARE(fixedSafely(linter, text), text);
}

void TestEnvFixes::shouldOfferNoFixThatMendsNothing_data()
{
    QTest::addColumn<QString>("check");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *check, const QByteArray &text) {
        QTest::newRow(check) << QString::fromLatin1(check) << text;
    };
    row("QuoteCharacter", "A=d'Arc\n");
    row("ValueWithoutQuotes", "A=it's 5\" or more\n");
    row("SubstitutionKey", "A=${B!}\n");
    row("CommandSubstitution", "A=$(b)\n"); // only text to dotenv, with quotes and without
    row("InvalidUtf8", "A=\xff\n");
    row("InvisibleCharacter", "#\u202E\n");
    row("NearDuplicateKey", "DB_HOST=a\nDBHOST=b\n");
    row("PlainSecretInComment", "# JWT_SECRET=Hq8vTz2mKw4pXs6n\n");
}

void TestEnvFixes::shouldOfferNoFixThatMendsNothing()
{
    QFETCH(QString, check);
    QFETCH(QByteArray, text);
    const EnvLinter linter = linterFor(u"dotenv"_s, EnvChecks::fromString(check).value());

    const QList<EnvFinding> findings = findingsWithFixes(linter, text);

    QCOMPARE(findings.size(), 1);
    QVERIFY(!findings.first().fix);
    QCOMPARE(fixedSafely(linter, text), text);
}

void TestEnvFixes::shouldSortAGroupWithOneFix()
{
    const EnvLinter linter = linterFor(u"dotenv"_s, EnvChecks::dotenvLinter());
    const QByteArray text("D=1\nC=2\nB=3\n\nF=4\nE=5\n");

    const QList<EnvFinding> findings = findingsWithFixes(linter, text);

    QCOMPARE(findings.size(), 3);
    QVERIFY(findings.at(0).fix && findings.at(0).fix == findings.at(1).fix);
    QCOMPARE(applied(*findings.at(0).fix, text), "B=3\nC=2\nD=1\n\nF=4\nE=5\n");
    QCOMPARE(applied(*findings.at(2).fix, text), "D=1\nC=2\nB=3\n\nE=5\nF=4\n");
}

QTEST_APPLESS_MAIN(TestEnvFixes)
#include "tst_envfixes.moc"

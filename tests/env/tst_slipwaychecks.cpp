// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// The linter with all checks of our own, for loaders such as "dotenv,sh".
EnvLinter linterFor(const QString &dialects, const EnvVariables &process = {})
{
    EnvLintOptions options;
    options.checks = EnvChecks::slipway();
    options.dialects.clear();
    options.process = process;
    for (const QString &name : dialects.split(u','))
        options.dialects.append(envDialectFromString(name).value());
    options.main = options.dialects.constFirst();
    return EnvLinter(options);
}

/// "2:3 error |$X|", the range between the bars, for each finding of one check.
QStringList found(const QString &check, const EnvLinter &linter, const EnvDocument &document)
{
    QStringList list;
    for (const EnvFinding &finding : linter.lint(document)) {
        if (finding.check != check)
            continue;
        list.append(u"%1:%2 %3 |%4|"_s.arg(
            QString::number(finding.line), QString::number(finding.column),
            toString(finding.severity), QString::fromUtf8(document.text(finding.range))));
    }
    return list;
}

/// Adds rows for one check.
class CheckRows
{
public:
    explicit CheckRows(const char *check, const char *dialects = "dotenv")
        : m_check(QString::fromLatin1(check))
        , m_dialects(QString::fromLatin1(dialects))
    { }

    CheckRows &in(const char *dialects)
    {
        m_dialects = QString::fromLatin1(dialects);
        return *this;
    }
    CheckRows &found(const QByteArray &text, const QStringList &findings)
    {
        QTest::addRow("%s in %s for %s", qPrintable(m_check),
                      text.first(std::min<qsizetype>(text.size(), 60))
                          .toPercentEncoding(" =#\"'$()/:,;&|{}")
                          .constData(),
                      qPrintable(m_dialects))
            << m_check << m_dialects << text << findings;
        return *this;
    }
    CheckRows &notFound(const QByteArray &text) { return found(text, {}); }

private:
    QString m_check;
    QString m_dialects;
};

const QByteArray byteOrderMark("\xef\xbb\xbf");
const QByteArray bcryptHash("$2b$10$" + QByteArray("Kq7.dZ/4m").repeated(6).first(53));

void addByteRows()
{
    CheckRows("ByteOrderMark")
        .found(byteOrderMark + "A=1\n", {u"1:1 warning ||"_s})
        .found(byteOrderMark, {u"1:1 warning ||"_s})
        .notFound("A=1\n")
        .notFound("A=1\n" + byteOrderMark + "B=2\n");
    CheckRows("MixedLineEndings")
        .found("A=1\nB=2\nC=3\r\nD=4\r\nE=5\n", {u"3:4 warning |\r\n|"_s})
        .found("A=1\r\nÉ=2\nC=3\r\n", {u"2:4 warning |\n|"_s})
        .notFound("A=1\r\nB=2\r\nC=3")
        .notFound("A=1\nB=2\n")
        .notFound("A=1\nB=\"2\r\n3\"\n");
    CheckRows("CarriageReturn")
        .found("A=1\nB=2\rC=3\n", {u"2:4 warning |\r|"_s})
        .found("A=1\r\r\nB=2\r", {u"1:4 warning |\r|"_s, u"2:4 warning |\r|"_s})
        .notFound("A=1\r\nB=2\r\n")
        .notFound("A=1\n");
    CheckRows("TabCharacter")
        .found("A=1\nÉ=b\tc\td\n", {u"2:4 warning |\t|"_s})
        .found("\tA=1\nB=2\t# c\n", {u"1:1 warning |\t|"_s, u"2:4 warning |\t|"_s})
        .notFound("A=\"b\tc\"\nB='\t'\n")
        .notFound("# b\tc\nA=1 #\td\n");
    CheckRows("NulByte")
        .found(QByteArray("A=1\nB=\0\0\n", 9), {u"2:3 error |\0|"_s})
        .found(QByteArray("#\0\n", 3), {u"1:2 error |\0|"_s})
        .notFound("A=\\0\n")
        .notFound("");
    CheckRows("InvalidUtf8")
        .found("A=\xff\xfe\n", {u"1:3 error |\uFFFD|"_s})
        .found("A=1\nÉ=\xc0\xaf\n# \xed\xa0\x80\n",
               {u"2:3 error |\uFFFD|"_s, u"3:3 error |\uFFFD|"_s})
        .notFound("É=ß€🚀\n")
        .notFound("A=\\xff\n");
    CheckRows("InvisibleCharacter")
        .found("A=b\u00A0c\n", {u"1:4 warning |\u00A0|"_s})
        .found("A=1\nB=“2”\nC\u200B=‘3’\n", {u"2:3 warning |“|"_s, u"3:2 warning |\u200B|"_s})
        .found("A=1\n# b\u202Ec\n", {u"2:4 warning |\u202E|"_s})
        .notFound("A=é–…\nÉ=🚀\n")
        .notFound("# “b”\u00A0c\n")
        .notFound(byteOrderMark + "A=1\n");
}

void addQuoteAndShellRows()
{
    CheckRows("UnterminatedQuote")
        .found("A=1\nB=\"c\nD=e\n", {u"2:3 error |\"|"_s})
        .found("É='b", {u"1:3 error |'|"_s})
        .notFound("A=\"b\nc\"\n")
        .notFound("A=it's\nB=5\"\n");
    CheckRows("CommandSubstitution", "sh")
        .found("A=x$(date)\n", {u"1:4 error |$(date)|"_s})
        .found("A=\"`date`\"\n", {u"1:4 error |`date`\"|"_s})
        .notFound("A='$(date)'\n")
        .notFound("A=\\$x\n# $(date)\n")
        .in("dotenv")
        .found("A=1\nÉ=$(date)\n", {u"2:3 info |$(date)|"_s})
        .notFound("A=`b c`\n")
        .notFound("A='`date`'\n")
        .in("dotenv,dotenv-expand")
        .found("A=$(date)\n", {u"1:3 error |$(date)|"_s})
        .found("A=1\rB=2\nC=$(date)\n", {u"2:3 error |$(date)|"_s});
    CheckRows("UnquotedAmpersand", "dotenv,sh")
        .found("A=1\nÉ=b&c&d\n", {u"2:4 error |&|"_s})
        .found("A=http://b/?c=$D&e='f'\n", {u"1:17 error |&|"_s})
        .notFound("A='b&c'\nB=\"c&d\"\n")
        .notFound("A=b\\&c\nB=c'&'d\n")
        .in("dotenv,compose")
        .notFound("A=b&c\n");
    CheckRows("ShellCharacter", "sh")
        .found("A=b;c\nÉ=b|c\n", {u"1:4 error |;|"_s, u"2:4 error |||"_s})
        .found("A=b<c\nB=c>d\nC=(d)\n",
               {u"1:4 error |<|"_s, u"2:4 error |>|"_s, u"3:3 error |(|"_s})
        .notFound("A='b;c'\nB=\"c|d\"\n")
        .notFound("A=${B:-c;d}\nC=\\(d\n# ;\n")
        .in("dotenv")
        .notFound("A=b;c\n");
    CheckRows("BcryptDollar", "compose")
        .found("A=1\nÉ=" + bcryptHash + "\n",
               {u"2:3 error |%1|"_s.arg(QString::fromLatin1(bcryptHash))})
        .found("A=\"{bcrypt}" + bcryptHash + "\"\n",
               {u"1:12 error |%1|"_s.arg(QString::fromLatin1(bcryptHash))})
        .notFound("A='" + bcryptHash + "'\n")
        .notFound("A=" + bcryptHash.chopped(1) + "\n")
        .in("dotenv")
        .notFound("A=" + bcryptHash + "\n");
}

void addVariableRows()
{
    CheckRows("UndefinedVariable", "compose")
        .found("A=x${B}\nC=$D\n", {u"1:4 warning |${B}|"_s, u"2:3 warning |$D|"_s})
        .found("É=\"$B$B\"\n", {u"1:4 warning |$B|"_s})
        .notFound("B=1\nA=${B}\n")
        .notFound("A=${B:-c}${HOME}\n")
        .notFound("A='${B}'\nC=$$D\n# $E\n")
        .in("dotenv,node")
        .notFound("A=${B}\n")
        .in("python-dotenv")
        .found("A='${B}'\nC=$D\n", {u"1:4 warning |${B}|"_s});
    CheckRows("CyclicVariable", "compose")
        .found("A=${B}\nB=x${A}\n", {u"1:3 error |${B}|"_s, u"2:4 error |${A}|"_s})
        .found("A=1\nB=$B\n", {u"2:3 error |$B|"_s})
        .found("A=$B\nB=$C\nC=$A\n",
               {u"1:3 error |$B|"_s, u"2:3 error |$C|"_s, u"3:3 error |$A|"_s})
        .notFound("A=${B}\nB=${C}\nC=1\n")
        .notFound("A=1\nA=${A}2\n")
        .notFound("PATH=/b:$PATH\nA=${A:-c}\n")
        .in("dotenv")
        .notFound("A=${A}\n");
    CheckRows("ForwardReference", "compose")
        .found("A=é${B}\nB=1\n", {u"1:4 warning |${B}|"_s})
        .found("A=$B\nC=$B\nB=1\n", {u"1:3 warning |$B|"_s, u"2:3 warning |$B|"_s})
        .notFound("B=1\nA=${B}\n")
        .notFound("A=${B:-c}$USER\nB=1\nUSER=d\n")
        .in("dotenv,docker")
        .notFound("A=${B}\nB=1\n");
}

void addFileRows()
{
    CheckRows("NearDuplicateKey")
        .found("DATABASE_URL=a\nDATABSE_URL=b\n", {u"2:1 warning |DATABSE_URL|"_s})
        .found("DB_HOST=a\nexport DBHOST=b\ndb_host=c\n",
               {u"2:8 warning |DBHOST|"_s, u"3:1 warning |db_host|"_s})
        .found("SESSION_SECRET=a\nSESSION_SERCET=b\n", {u"2:1 warning |SESSION_SERCET|"_s})
        .notFound("DB1_HOST=a\nDB2_HOST=b\n")
        .notFound("USER=a\nUSERS=b\nADMIN_EMAIL=c\nADMIN_EMAILS=d\n")
        .notFound("HOST_A=1\nHOST_B=2\nTRACE=3\nTRACK=4\nHOST_A=5\n");
    CheckRows("DialectsDiffer", "dotenv,compose")
        .found("A=1\nÉT=2\nB=b#c\n", {u"2:4 warning |2|"_s, u"3:3 warning |b#c|"_s})
        .found("A=\"b\\\"c\"\n", {u"1:3 warning |\"b\\\"c\"|"_s})
        .notFound("A=b\nB='c # d'\nC=\"d\ne\" # f\n")
        .in("dotenv")
        .notFound("A=b#c\n")
        .in("dotenv,docker")
        .found("A='b'\n", {u"1:3 warning |'b'|"_s})
        .notFound("A=b\n");
    CheckRows("FileRefused", "dotenv,docker")
        .found("A=1\nB C=2\n", {u"2:1 error |B C=2|"_s})
        .found("A =1\n", {u"1:1 error |A =1|"_s})
        .notFound("A=1\nB='c d\n")
        .in("dotenv,compose,dotenvy")
        .found("A=1\nB=\"c\n", {u"2:1 error |B=\"c|"_s, u"2:1 error |B=\"c|"_s})
        .in("dotenv,node")
        .notFound("A =1\nB C=2\nD=\"e\n");
    CheckRows("LineIgnored", "dotenv,python-dotenv")
        .found("A=1\nB C=2\n", {u"2:1 error |B C=2|"_s})
        .found("=1\nÉ=2\n; c\n", {u"1:1 error |=1|"_s, u"3:1 error |; c|"_s})
        .found("A=1\rB=2\rC D=3\r\nE F=4\n",
               {u"1:1 error |A=1\rB=2\rC D=3|"_s, u"2:1 error |E F=4|"_s})
        .notFound("A=1\nB\n# C D=3\n")
        .in("dotenv")
        .notFound("A=1\nB C=2\n");
    CheckRows("PlainSecretInComment")
        .found("A=1\n# JWT_SECRET=Hq8vTz2mKw4pXs6n\n", {u"2:14 warning |Hq8vTz2mKw4pXs6n|"_s})
        .found("É=1 # before: ghp_Kq7dZ4mKq7dZ4mKq7dZ4mKq7dZ4mKq7dZ4m\n",
               {u"1:15 warning |ghp_Kq7dZ4mKq7dZ4mKq7dZ4mKq7dZ4mKq7dZ4m|"_s})
        .found("#DB=postgres://shop:k2Vz8QmT@db.shop.io/shop\n", {u"1:21 warning |k2Vz8QmT|"_s})
        .notFound("JWT_SECRET=Hq8vTz2mKw4pXs6n # rotate it each year\n")
        .notFound("# JWT_SECRET=changeme\n# API_TOKEN=<token>\n# DB_PASSWORD=\n")
        .notFound("# JWT_SECRET=slipway://secret/JWT_SECRET\n# API_TOKEN=$OTHER_TOKEN\n")
        .notFound("# The password: ask the administrator\n# SECRET_KEY: 64 hex digits\n")
        .notFound("# DB=postgres://user:password@localhost/db\n# PORT=3000\n");
}

/// Texts that many loaders trip over; "Zq" stands in what is nobody's business.
QByteArray hostileText(QRandomGenerator &random)
{
    static const QByteArrayList list{
        "A=Zq1",     "\nB=",    "export ", "\n",        "\n",         "\r\n",        "\r",
        "\"",        "'",       "`",       "\\",        " ",          "\t",          " # Zq2",
        "=",         ": Zq3",   "$A",      "${B:-Zq4}", "${C:?Zq5}",  "$((1 + Zq))", "$(Zq6)",
        "é",         "\u00A0",  "\xff",    "A=\"Zq7\n", "C='Zq8\n",   "\"\n",        "D E=Zq9\n",
        "\nA+B=Zqa", ";|Zqb\n", "&Zqc",    "=«Zqd»",    "\n# X=Zqe\n"};
    QByteArray text = random.bounded(10) == 0 ? byteOrderMark : QByteArray();
    for (int i = 0; i < 25; ++i)
        text += list.at(random.bounded(list.size()));
    return text;
}

QString allDialects()
{
    QStringList names;
    for (const EnvDialect dialect : allEnvDialects())
        names.append(toString(dialect));
    return names.join(u',');
}

} // namespace

class TestSlipwayChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldFindWhatIsWrong_data();
    void shouldFindWhatIsWrong();
    void shouldObeyComments_data() { shouldFindWhatIsWrong_data(); }
    void shouldObeyComments();
    void shouldPassAGoodFile();
    void shouldKnowWhatTheProcessHas();
    void shouldNameTheLoadersThatMatter();
    void shouldBeAsLoudAsSet();
    void shouldNotRepeatWhatALoaderTakesForAName();
    void shouldPointIntoTheFileAndNeverTellAValue();
};

void TestSlipwayChecks::shouldFindWhatIsWrong_data()
{
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("dialects");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("findings");
    addByteRows();
    addQuoteAndShellRows();
    addVariableRows();
    addFileRows();
}

void TestSlipwayChecks::shouldFindWhatIsWrong()
{
    QFETCH(QString, check);
    QFETCH(QString, dialects);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, findings);

    QCOMPARE(found(check, linterFor(dialects), EnvDocument(text)), findings);
}

void TestSlipwayChecks::shouldObeyComments()
{
    QFETCH(QString, check);
    QFETCH(QString, dialects);
    QFETCH(QByteArray, text);
    const EnvDocument document("# dotenv-linter:off " + check.toLatin1() + "\n" + text);

    QCOMPARE(found(check, linterFor(dialects), document), QStringList());
}

void TestSlipwayChecks::shouldPassAGoodFile()
{
    const EnvDocument document("# The shop's settings\nAPP_URL=https://shop.io\nHOST=shop.io\n\n"
                               "MAIL_HOST=smtp.shop.io\nMAIL_PORT=465\nMOTTO=Grüße\n");

    QVERIFY(linterFor(allDialects()).lint(document).isEmpty());
}

void TestSlipwayChecks::shouldKnowWhatTheProcessHas()
{
    const EnvDocument document("A=${B}\n");

    const EnvLinter with = linterFor(u"compose,sh"_s, {{"B", "1"}});
    const EnvLinter without = linterFor(u"compose,sh"_s, {{"C", "1"}});

    QCOMPARE(found(u"UndefinedVariable"_s, with, document), QStringList());
    QCOMPARE(found(u"UndefinedVariable"_s, without, document).size(), 1);
}

void TestSlipwayChecks::shouldNameTheLoadersThatMatter()
{
    const EnvDocument document("A=${B}\n");

    const QList<EnvFinding> findings
        = linterFor(u"dotenv,compose,sh,python-dotenv"_s).lint(document);

    QVERIFY(!findings.isEmpty());
    QCOMPARE(findings.first().check, u"UndefinedVariable");
    QVERIFY(findings.first().message.contains(u"compose, sh and python-dotenv"));
    QCOMPARE(findings.first().key, "A");
}

void TestSlipwayChecks::shouldBeAsLoudAsSet()
{
    EnvLintOptions options;
    options.checks = EnvChecks::slipway();
    options.severities = {{EnvCheck::CommandSubstitution, EnvSeverity::Warning},
                          {EnvCheck::TabCharacter, EnvSeverity::Info}};
    const EnvDocument document("A=$(date)\nB=c\td\n");

    QCOMPARE(found(u"CommandSubstitution"_s, EnvLinter(options), document),
             QStringList{u"1:3 warning |$(date)|"_s});
    QCOMPARE(found(u"TabCharacter"_s, EnvLinter(options), document),
             QStringList{u"2:4 info |\t|"_s});
}

void TestSlipwayChecks::shouldNotRepeatWhatALoaderTakesForAName()
{
    for (const QByteArray &text : {"PASSWORD: Zq==\n"_ba, "export A B Zq=1\n"_ba, "A\nB Zq\n"_ba}) {
        for (const EnvFinding &finding : linterFor(u"docker,compose"_s).lint(EnvDocument(text))) {
            QVERIFY2(!finding.message.contains(u"Zq"), qPrintable(finding.message));
            QVERIFY(finding.check != u"FileRefused" || finding.message.contains(u"‘…’"));
        }
    }
}

void TestSlipwayChecks::shouldPointIntoTheFileAndNeverTellAValue()
{
    const int wanted = qEnvironmentVariableIntValue("SLIPWAY_FUZZ_FILES");
    const int count = wanted > 0 ? wanted : 400;
    QRandomGenerator random(5);
    const EnvLinter linter = linterFor(allDialects());
    for (int i = 0; i < count; ++i) {
        const QByteArray text = hostileText(random);
        const EnvDocument document(text);
        EnvPlaces places(document);
        std::pair<int, int> last;

        for (const EnvFinding &finding : linter.lint(document)) {
            const QByteArray about = text.toPercentEncoding() + ' ' + finding.message.toUtf8();
            const auto check = envCheckFromString(finding.check);
            QVERIFY2(check, about.constData());
            QVERIFY2(finding.range.at >= 0 && finding.range.end() <= text.size(),
                     about.constData());
            const EnvPlaces::Place place{finding.line, finding.column};
            QVERIFY2(place == places.of(finding.range.at), about.constData());
            QVERIFY2(!finding.message.contains(u"Zq"), about.constData());
            const std::pair rank(finding.line, static_cast<int>(*check));
            QVERIFY2(last <= rank, about.constData());
            last = rank;
        }
    }
}

QTEST_APPLESS_MAIN(TestSlipwayChecks)
#include "tst_slipwaychecks.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/template.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

TextTemplate parsed(const QString &text)
{
    const auto result = TextTemplate::parse(text);
    if (!result)
        qWarning("%ls", qUtf16Printable(result.error().message));
    return result.value_or(TextTemplate());
}

TextTemplate::Lookup valueOfX(const QString &value)
{
    return [value](const QString &name) -> std::optional<QString> {
        if (name == u"vars.x")
            return value;
        if (name == u"secrets.PW")
            return u"never shown"_s;
        return std::nullopt;
    };
}

/// What /bin/sh prints for a script; the secret PW is in its environment.
QString shellOutput(const QString &script, const QString &secret = {})
{
    QProcess shell;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SLIPWAY_SECRET_PW"_s, secret);
    shell.setProcessEnvironment(environment);
    shell.start(u"/bin/sh"_s, {u"-c"_s, script});
    shell.waitForFinished();
    return QString::fromUtf8(shell.readAllStandardOutput() + shell.readAllStandardError());
}

/// Values that do harm where they are not quoted.
QStringList hostileValues()
{
    return {u"plain"_s,
            u""_s,
            u"two words"_s,
            u"it's"_s,
            u"say \"hi\""_s,
            u"$HOME"_s,
            u"$(echo no)"_s,
            u"`echo no`"_s,
            u"; echo no"_s,
            u"a\\"_s,
            u"\\'; echo no"_s,
            u"-n"_s,
            u"*"_s,
            u"a\nb"_s,
            u"%s"_s,
            u"!!"_s,
            u"{a,b}"_s,
            u"~"_s,
            u"#"_s,
            u"EOF"_s,
            u"Grüße 🚀"_s,
            u"'\"'\"'"_s,
            u"a\nEOF\necho no"_s};
}

} // namespace

class TestTextTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldFindReferencesAndTheirPlaces();
    void shouldRefuseWhatNamesNothing_data();
    void shouldRefuseWhatNamesNothing();
    void shouldReportEveryFaultOfAText();
    void shouldFillInPlainText();
    void shouldWriteBracesThatAreMeantAsText();
    void shouldNameEveryUndefinedValue();
    void shouldQuoteForTheShellOutsideQuotes();
    void shouldHandSecretsOverAsVariables();
    void shouldReachTheCommandUnchangedInEveryPlace_data();
    void shouldReachTheCommandUnchangedInEveryPlace();
    void shouldReachTheCommandUnchangedWhateverTheBytes();
    void shouldReachTheCommandUnchangedAsASecret_data();
    void shouldReachTheCommandUnchangedAsASecret();
    void shouldRefuseValuesThatEndAHereDocument();
    void shouldRefusePlacesWhereNoQuotingIsSafe_data();
    void shouldRefusePlacesWhereNoQuotingIsSafe();
    void shouldLeaveScriptsWithoutValuesAlone();
};

void TestTextTemplate::shouldFindReferencesAndTheirPlaces()
{
    const TextTemplate text
        = parsed(u"a {{ vars.domain }}\n🚀{{inputs.v|raw}} {{ steps.a-b.outputs.c }}"_s);

    const QList<TextTemplate::Reference> expected{
        {u"vars.domain"_s, false, {1, 3}},
        {u"inputs.v"_s, true, {2, 2}},
        {u"steps.a-b.outputs.c"_s, false, {2, 19}},
    };
    QCOMPARE(text.references(), expected);
}

void TestTextTemplate::shouldRefuseWhatNamesNothing_data()
{
    QTest::addColumn<QString>("text");

    for (const char *text :
         {"{{", "a {{ vars.x", "{{ }}", "{{ x }}", "{{ var.x }}", "{{ vars. }}", "{{ vars.a.b }}",
          "{{ vars.x | upper }}", "{{ vars.x | }}", "{{ .Names }}", "{{ run.name }}",
          "{{ steps.a }}", "{{ steps.a.outputs }}", "{{ steps.a.state }}", "{{ secrets.a-b }}",
          "{{ vars.x y }}", "{{ 'open }}", "{{ vars.x }", "{{ inputs.1x }}"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestTextTemplate::shouldRefuseWhatNamesNothing()
{
    QFETCH(QString, text);

    const auto result = TextTemplate::parse(text);

    QVERIFY(!result);
    QCOMPARE(static_cast<int>(result.error().code), static_cast<int>(ErrorCode::InvalidInput));
    QVERIFY(!result.error().message.isEmpty());
}

void TestTextTemplate::shouldReportEveryFaultOfAText()
{
    QList<TextTemplate::Fault> faults;

    const TextTemplate text = TextTemplate::scan(u"{{ a }}\n {{ vars.x }} {{ b }}"_s, faults);

    QCOMPARE(faults.size(), 2);
    QCOMPARE(faults.at(0).place, (SourcePlace{1, 1}));
    QCOMPARE(faults.at(1).place, (SourcePlace{2, 15}));
    QCOMPARE(text.references().size(), 1);
}

void TestTextTemplate::shouldFillInPlainText()
{
    const auto text = parsed(u"https://{{ vars.x }}/{{vars.x}}"_s)
                          .render(valueOfX(u"it's"_s), TextTemplate::Quoting::None);

    QVERIFY(text);
    QCOMPARE(*text, u"https://it's/it's"_s);
}

void TestTextTemplate::shouldWriteBracesThatAreMeantAsText()
{
    const auto text = parsed(u"docker ps --format \"{{ '{{.Names}}' }}\" {{ \"{{\" }}"_s)
                          .renderScript(valueOfX({}));

    QVERIFY(text);
    QCOMPARE(text->text, u"docker ps --format \"{{.Names}}\" {{"_s);
}

void TestTextTemplate::shouldNameEveryUndefinedValue()
{
    const auto text = parsed(u"{{ vars.a }} {{ vars.x }} {{ inputs.b }} {{ vars.a }}"_s)
                          .render(valueOfX({}), TextTemplate::Quoting::None);

    QVERIFY(!text);
    QVERIFY(text.error().message.contains(u"vars.a, inputs.b."));
}

void TestTextTemplate::shouldQuoteForTheShellOutsideQuotes()
{
    const auto script
        = parsed(u"echo {{ vars.x }} {{ vars.x | raw }}"_s).renderScript(valueOfX(u"a'b"_s));

    QVERIFY(script);
    QCOMPARE(script->text, u"echo 'a'\\''b' a'b"_s);
    QVERIFY(script->secrets.isEmpty());
}

void TestTextTemplate::shouldHandSecretsOverAsVariables()
{
    const auto script
        = parsed(u"login {{ secrets.PW }} \"pw={{ secrets.PW }}\" {{ secrets.PW | raw }}"_s)
              .renderScript(valueOfX({}));

    QVERIFY(script);
    QCOMPARE(script->text,
             u"login \"$SLIPWAY_SECRET_PW\" \"pw=${SLIPWAY_SECRET_PW}\" ${SLIPWAY_SECRET_PW}"_s);
    QCOMPARE(script->secrets, QStringList{u"PW"_s});
}

void TestTextTemplate::shouldReachTheCommandUnchangedInEveryPlace_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");

    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after);
    };
    row("a word", "printf '<%s>' ", "");
    row("in double quotes", "printf '<%s>' \"", "\"");
    row("in single quotes", "printf '<%s>' '", "'");
    row("after an escaped quote", "printf '<%s>' \"\"\"", "\" # it's done");
    row("in a command substitution", "printf '<%s>' \"$(printf '%sx' ", ")\" | sed '$s/x>$/>/'");
    row("in quotes in a substitution", "printf '<%s>' \"$(printf '%sx' \"",
        "\")\" | sed '$s/x>$/>/'");
    row("after a comment with an apostrophe", "# it's a start\nprintf '<%s>' ", "");
    row("after a continued line", "true \\\n  && printf '<%s>' ", "");
    row("after arithmetic", "i=$((1<<2)); printf '<%s>' ", "");
    row("after a here-document",
        "cat >/dev/null <<END\nit's $(echo '\"') text\nEND\nprintf '<%s>' ", "");
    row("after a quoted here-document", "cat >/dev/null <<'END'\nit's \"one\nEND\nprintf '<%s>' ",
        "");
    row("after an escaped dollar", "printf '<%s>' \"\"\\\n", "");
    row("in a case", "case a in b) ;; a) printf '<%s>' ", " ;; esac");
    row("in a subshell", "(printf '<%s>' ", ")");
}

void TestTextTemplate::shouldReachTheCommandUnchangedInEveryPlace()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const TextTemplate text = parsed(before + u"{{ vars.x }}"_s + after);

    for (const QString &value : hostileValues()) {
        const auto script = text.renderScript(valueOfX(value));

        QVERIFY2(script, qPrintable(value));
        QCOMPARE(shellOutput(script->text), u'<' + value + u'>');
    }
}

void TestTextTemplate::shouldReachTheCommandUnchangedWhateverTheBytes()
{
    const TextTemplate text
        = parsed(u"printf '<%s>' {{ vars.x }} \"{{ vars.x }}\" '{{ vars.x }}' # {{ vars.x }}"_s);
    const QString alphabet = u"ab '\"\\$`()#\n;&|<>*?~!{}[]=-%"_s;
    QRandomGenerator random(20);

    for (int round = 0; round < 150; ++round) {
        QString value;
        for (int length = random.bounded(12); length > 0; --length)
            value += alphabet.at(random.bounded(static_cast<int>(alphabet.size())));

        const auto script = text.renderScript(valueOfX(value));

        QVERIFY(script);
        const QString once = u'<' + value + u'>';
        QCOMPARE(shellOutput(script->text), QString(once + once + once));
    }
}

void TestTextTemplate::shouldReachTheCommandUnchangedAsASecret_data()
{
    QTest::addColumn<QString>("script");

    QTest::newRow("a word") << u"printf '<%s>' {{ secrets.PW }}"_s;
    QTest::newRow("double quotes") << u"printf '<%s>' \"{{ secrets.PW }}\""_s;
    QTest::newRow("single quotes") << u"printf '<%s>' '{{ secrets.PW }}'"_s;
    QTest::newRow("next to letters") << u"printf '<%s>' \"{{ secrets.PW }}\"\"\""_s;
}

void TestTextTemplate::shouldReachTheCommandUnchangedAsASecret()
{
    QFETCH(QString, script);
    const auto rendered = parsed(script).renderScript(valueOfX({}));
    QVERIFY(rendered);

    for (const QString &secret : hostileValues()) {
        QVERIFY(!rendered->text.contains(u"never shown"));
        QCOMPARE(shellOutput(rendered->text, secret), u'<' + secret + u'>');
    }
}

void TestTextTemplate::shouldRefuseValuesThatEndAHereDocument()
{
    const TextTemplate open = parsed(u"cat <<EOF\nx={{ vars.x }}\n{{ vars.x }}\nEOF\n"_s);
    const TextTemplate quoted = parsed(u"cat <<'EOF'\nx={{ vars.x }}\nEOF\n"_s);

    for (const QString &value : hostileValues()) {
        const auto script = open.renderScript(valueOfX(value));
        const bool ends = value.split(u'\n').contains(u"EOF"_s);
        // A line of its own could also be the beginning of the delimiter.
        if (ends) {
            QVERIFY(!script);
            QVERIFY(!quoted.renderScript(valueOfX(value)));
        } else if (script) {
            QCOMPARE(shellOutput(script->text), QString(u"x="_s + value + u'\n' + value + u'\n'));
            QCOMPARE(shellOutput(quoted.renderScript(valueOfX(value))->text),
                     QString(u"x="_s + value + u'\n'));
        }
    }
    QVERIFY(open.renderScript(valueOfX(u"TREOFF"_s)));
    QVERIFY(!open.renderScript(valueOfX(u"E"_s)));
}

void TestTextTemplate::shouldRefusePlacesWhereNoQuotingIsSafe_data()
{
    QTest::addColumn<QString>("script");

    for (const char *script :
         {"echo `echo {{ vars.x }}`", "echo ${y:-{{ vars.x }}}", "echo $(( {{ vars.x }} + 1 ))",
          "echo \\{{ vars.x }}", "echo ${{ vars.x }}", "echo \"${{ vars.x }}\"",
          "echo $'{{ vars.x }}'", "echo \"$y{{ vars.x }}\"", "cat <<{{ vars.x }}\na\n",
          "echo \"{{ vars.x }}", "echo '{{ vars.x }}", "cat <<EOF\n{{ vars.x }}\n",
          "(( {{ vars.x }} ))", "echo \"$(case a in a) echo {{ vars.x }};; esac)\"",
          "cat <<EOF\n`echo {{ vars.x }}`\nEOF\n", "cat <<'EOF'\n{{ secrets.PW }}\nEOF\n"})
        QTest::newRow(script) << QString::fromUtf8(script);
}

void TestTextTemplate::shouldRefusePlacesWhereNoQuotingIsSafe()
{
    QFETCH(QString, script);
    const TextTemplate text = parsed(script);

    QVERIFY(!text.renderScript(valueOfX(u"x"_s)));
    QCOMPARE(text.scriptFaults().size(), 1);
}

void TestTextTemplate::shouldLeaveScriptsWithoutValuesAlone()
{
    const QString strange = u"echo \"it's `never` ${closed:-{{ '{{' }} <<EOF"_s;

    const auto script = parsed(strange).renderScript(valueOfX({}));

    QVERIFY(script);
    QCOMPARE(script->text, u"echo \"it's `never` ${closed:-{{ <<EOF"_s);
}

QTEST_GUILESS_MAIN(TestTextTemplate)
#include "tst_texttemplate.moc"

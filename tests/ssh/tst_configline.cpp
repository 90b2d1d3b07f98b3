// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/configline.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Patterns of ssh_config: only * and ? are special.
class TestConfigLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldMatchAsSshDoes_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *pattern, const char *text, bool matches) {
            QTest::addRow("%s, %s", pattern, text)
                << QString::fromLatin1(pattern) << QString::fromLatin1(text) << matches;
        };
        row("", "", true);
        row("", "a", false);
        row("*", "", true);
        row("*", "anything.at-all", true);
        row("?", "", false);
        row("?", "ab", false);
        row("web-?", "web-1", true);
        row("web-?", "web-12", false);
        row("WEB-*", "web-12", true);
        row("*.example.com", "a.b.example.com", true);
        row("*.example.com", "example.com", false);
        row("a*b*c", "abbbcbc", true);
        row("a*b*c", "abbbcbd", false);
        row("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
        row("a?c*", "abcdef", true);
        row("10.0.0.*", "10.0.0.255", true);
        row("10.0.0.*", "1000000255", false);
        row("[ab]", "a", false);
        row("[ab]", "[ab]", true);
        row("a\\*", "a*", false);
        row("**", "x", true);
    }
    void shouldMatchAsSshDoes()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);

        QTEST(hostpattern::matches(pattern, text), "matches");
    }

    void shouldTellCapitalsApartWhereTheyCount()
    {
        QVERIFY(hostpattern::matches(u"LC_*", u"LC_ALL", hostpattern::Capitals::Differ));
        QVERIFY(!hostpattern::matches(u"LC_*", u"lc_all", hostpattern::Capitals::Differ));
    }

    void shouldLetOneWithAnExclamationMarkDecide()
    {
        const QStringList patterns{u"*.example.com"_s, u"!db.example.com"_s};
        QVERIFY(hostpattern::matchesAny(patterns, u"web.example.com"_s));
        QVERIFY(!hostpattern::matchesAny(patterns, u"db.example.com"_s));
        QVERIFY(!hostpattern::matchesAny(patterns, u"example.org"_s));
    }

    /// A fan-out matches each server with each variable of this process.
    void shouldCostNextToNothing()
    {
        const QStringList patterns{u"LANG"_s, u"LC_*"_s, u"COLORTERM"_s, u"NO_COLOR"_s};
        QElapsedTimer timer;
        timer.start();
        int found = 0;
        for (int i = 0; i < 5000; ++i)
            found += hostpattern::matchesAny(patterns, u"SOME_VARIABLE_%1"_s.arg(i)) ? 1 : 0;
        QCOMPARE(found, 0);
        QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestConfigLine)
#include "tst_configline.moc"

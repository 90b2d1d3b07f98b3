// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/productionrules.h"

#include <QTest>

namespace slipway::test {

using namespace Qt::StringLiterals;

/// One `KEY=value` a line, taken as they stand: no dialect comes between a test and a rule.
inline EnvReading readingOf(const QByteArray &text)
{
    EnvReading reading;
    int line = 0;
    for (const QByteArray &each : text.split('\n')) {
        ++line;
        const qsizetype equals = each.indexOf('=');
        if (equals > 0)
            reading.values.append({each.first(equals), each.sliced(equals + 1), line});
    }
    return reading;
}

/// "Check" for an error, "(Check)" for a warning; sorted, each once.
inline QStringList brief(const QList<EnvFinding> &findings)
{
    QStringList lines;
    for (const EnvFinding &finding : findings) {
        const bool isError = finding.severity == EnvSeverity::Error;
        lines.append(isError ? finding.check : u'(' + finding.check + u')');
    }
    lines.removeDuplicates();
    lines.sort();
    return lines;
}

inline QList<EnvFinding> findingsIn(const QByteArray &text, const RuleSettings &settings = {})
{
    return checkProduction({readingOf(text), EnvKeyPlaces()}, settings);
}

/// As brief(), without the complaint that DEBUG is missing.
inline QStringList checksIn(const QByteArray &text, const RuleSettings &settings = {})
{
    RuleSettings quiet = settings;
    if (!text.contains("DEBUG"))
        quiet.severities.insert(u"DebugMissing"_s, RuleSeverity::Off);
    return brief(findingsIn(text, quiet));
}

inline void ruleColumns()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("checks");
}

/// A file and the checks that complain about it; named after its text, cut where it is long.
inline void ruleRow(const QByteArray &text, const QStringList &checks = {})
{
    static int number = 0;
    QTest::addRow("%d %s", ++number, text.left(70).constData()) << text << checks;
}

inline void compareRuleRow()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, checks);
    checks.sort();

    QCOMPARE(checksIn(text), checks);
}

// Drawn by machine for these tests.
inline const QByteArray
    jwtSecret("Wgi3BrLV4o5v3zTR_3-iK1BLEQiqXoktQg0_6CFIQtI9WeR19fYV69f4z_wi3dPP");
inline const QByteArray
    otherSecret("OiUEGBNKyMz6pkki-emiUfOsyni6gha4VC44vdSBoIaZHRYyZc8k0wxtFd4brUJN");
inline const QByteArray secret32("_mpYY6EBddBOpicfqdPpp1TlArjC_lUS");
inline const QByteArray otherSecret32("5GHe2ROIlEe1FLnFaUOfTz3jFtaUE-j8");
inline const QByteArray hex64("59b43e90a334fc01af8498b7d5c25a07f6f076291b40e6ecaaa639e23ce070e6");
inline const QByteArray hex32("dd528af3da585165677f39c0669b8bed");
inline const QByteArray base64Of32("VIg1gZNVwxmeFUxYCnxo979Mn+Oo7UXTbpaNzI/L+DM=");
inline const QByteArray printable32("rlA@9ADhBEJCHTh%_BLf7dTsyauWeap+");
inline const QByteArray hex128("abe5c433f1cb2acdcc4f24c4d725186f0d8cb3de36f21e86c08a940713299d12"
                               "9253c1d36aa69f85d2c36a1a7594292d78821661d7310bca376d229ec3b651a5");
inline const QByteArray vapidPrivate("LC2n8cC0lxFnEm9pDBZXbjCo_zRW-DZMBWQY3R86x9w");
inline const QByteArray
    vapidPublic("BL9EK-1GW9U0TD2Fwe1wqOew84QCgZZ1SwK2wJVQJVpU9tLXxkmBWTdRo1VT_YEs"
                "dl8Na1qehhfb91-fiwi-Ox0");
inline const QByteArray
    otherVapidPublic("BLlPvPBbu8r6Zrgoy67O7H5WdZP2PzwFYsUWlW4gxErxMqUM2wBoiV0zW-1G"
                     "rVO37TpsjUc6FlKDTEUGeNFVLHk");

} // namespace slipway::test

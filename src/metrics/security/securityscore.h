// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/security/recordedresponse.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace slipway {

/// One test of the security score.
struct SecurityTest
{
    QString name;   ///< "content-security-policy"
    QString result; ///< "csp-not-implemented"
    int modifier = 0;
    bool isPassed = false;
    friend bool operator==(const SecurityTest &, const SecurityTest &) = default;
};

/// A site's security by the rules of HTTP Observatory, algorithm version 6.
struct SecurityScore
{
    int score = 0; ///< 0 and up; more than 100 is possible
    QString grade; ///< "A+" to "F"
    int passed = 0;
    QList<SecurityTest> tests;
};

/// Pure. Refused for an answer that is no page: its status is not 2xx, 3xx, 401 or 403.
Result<SecurityScore> securityScore(const RecordedResponse &response);
/// {score, grade, passed, tests: {name: {result, modifier, pass}}}.
QJsonObject toJson(const SecurityScore &score);

} // namespace slipway

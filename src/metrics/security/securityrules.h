// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/security/recordedresponse.h"

#include <QString>

namespace slipway {

/// What one test of the security score found: the result's name as HTTP Observatory calls it.
struct RuleResult
{
    QString result;
    bool isPassed = false;
    friend bool operator==(const RuleResult &, const RuleResult &) = default;
};

/// What of it the test of X-Frame-Options needs.
struct CspResult : RuleResult
{
    bool limitsFrames = false;
};

/// The twelve tests of HTTP Observatory (algorithm version 6), each a pure function.
namespace securityrules {

CspResult contentSecurityPolicy(const RecordedResponse &response);
RuleResult cookies(const RecordedResponse &response);
RuleResult embedderPolicy(const RecordedResponse &response);
RuleResult openerPolicy(const RecordedResponse &response);
RuleResult resourcePolicy(const RecordedResponse &response);
RuleResult resourceSharing(const RecordedResponse &response);
RuleResult redirection(const RecordedResponse &response);
RuleResult referrerPolicy(const RecordedResponse &response);
RuleResult strictTransport(const RecordedResponse &response);
RuleResult subresourceIntegrity(const RecordedResponse &response);
RuleResult contentTypeOptions(const RecordedResponse &response);
RuleResult frameOptions(const RecordedResponse &response);

/// The page is HTML, as far as its headers say; one without a type is taken for it.
bool isHtml(const RecordedResponse &response);

} // namespace securityrules

} // namespace slipway

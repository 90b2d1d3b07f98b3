// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

class RuleContext;

// The rules of the set `production`, one a subject. Each reads the values of a file and reports
// what it finds; none depends on another.

void checkEveryValue(RuleContext &context);
void checkJwt(RuleContext &context);
void checkEncryptionKeys(RuleContext &context);
void checkSessionSecrets(RuleContext &context);
void checkCookieSecrets(RuleContext &context);
void checkSalts(RuleContext &context);
void checkPasswords(RuleContext &context);
void checkVapid(RuleContext &context);
void checkDebug(RuleContext &context);
void checkEnvironmentName(RuleContext &context);
void checkDevelopmentRemains(RuleContext &context);
void checkSwitches(RuleContext &context);
void checkDatabaseUrls(RuleContext &context);
void checkRedisUrls(RuleContext &context);
void checkSmtp(RuleContext &context);
void checkOAuth(RuleContext &context);
void checkStripe(RuleContext &context);
void checkSentry(RuleContext &context);
void checkReuse(RuleContext &context);

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/siteurl.h"

#include "env/rules/connectionurl.h"

namespace slipway {

std::optional<QByteArrayView> siteHost(const RuleContext &context)
{
    const RuleValue *site = context.findFilled({"APP_URL", "SITE_URL", "BASE_URL", "PUBLIC_URL",
                                                "NEXT_PUBLIC_APP_URL", "NEXT_PUBLIC_SITE_URL",
                                                "NEXTAUTH_URL", "FRONTEND_URL"});
    if (!site || !context.isWorthChecking(*site))
        return std::nullopt;
    const auto url = connectionUrlFromText(site->trimmed());
    if (!url || url->hosts.isEmpty() || url->hosts.first().name.isEmpty())
        return std::nullopt;
    return url->hosts.first().name;
}

} // namespace slipway

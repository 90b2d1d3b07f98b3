// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/httpchecker.h"

#include <QJsonObject>

namespace slipway {

/// One POST of `payload` as JSON, delivered by a 2xx answer; never sent again by itself, for it may
/// have arrived.
HttpCheck webhookRequest(const QUrl &url, const QJsonObject &payload);

/// What the end of such a request means for a person; nullopt: delivered. Does not repeat the URL,
/// which for many services is the password.
std::optional<Error> webhookFailure(const HttpCheckResult &result);

} // namespace slipway

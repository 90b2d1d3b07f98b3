// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>

namespace slipway {

/// What several Content-Security-Policies allow together.
struct CspPolicy
{
    /// Sources by directive, both in lower case. A directive without any is 'none'.
    QMap<QString, QStringList> directives;
    /// Of those that may be repeated (report-uri, report-to): which were.
    QSet<QString> repeated;

    bool isEmpty() const { return directives.isEmpty() && repeated.isEmpty(); }
};

/// Policies in the order of their headers; a source has to be in each of them to count. Nothing for
/// a policy that is too short to be one, repeats a directive, or has a broken escape.
std::optional<CspPolicy> parseCsp(const QStringList &policies);
/// Without the directives that mean nothing in a page's <meta>.
std::optional<CspPolicy> parseCspMeta(const QStringList &policies);

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace slipway {

/// A start tag: its name and the names of its attributes in lower case, their values decoded.
struct HtmlTag
{
    QString name;
    QHash<QString, QString> attributes; ///< of a repeated one, the first
};

/// The start tags with one of these names, in order. Takes any text; comments and what is inside
/// scripts, styles, titles and text fields are no tags.
QList<HtmlTag> htmlTags(QStringView html, const QStringList &names);

} // namespace slipway

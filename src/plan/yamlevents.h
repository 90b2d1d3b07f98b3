// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/yamlnode.h"

#include <memory>

namespace slipway {

/// What libfyaml says about a text, one event at a time, in terms of our own. Not thread-safe.
class YamlEvents
{
public:
    struct Event
    {
        enum class Kind { End, Failed, Document, Scalar, Alias, List, ListEnd, Map, MapEnd, Other };
        Kind kind = Kind::End;
        SourcePlace place;
        QString text; ///< Scalar: its text; Alias: the anchor's name
        YamlNode::Style style = YamlNode::Style::Plain;
        SourcePlace textPlace;
        bool textIsSource = false;
        QString anchor;
        QString tag;
    };

    /// `utf8` must outlive this object.
    explicit YamlEvents(const QByteArray &utf8);
    ~YamlEvents();
    Q_DISABLE_COPY_MOVE(YamlEvents)

    Event next();
    /// After Failed: what is wrong, at its place.
    QList<Diagnostic> errors() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalstyle.h"

#include <QByteArray>
#include <QList>

namespace slipway {

/// The parameters of SGR, for the attributes that libvterm lacks: faint, overline, dotted and
/// dashed underlines, the underline's colour.
class GraphicRendition
{
public:
    explicit GraphicRendition(QByteArrayView parameters);

    /// Whether there is something that libvterm would not understand, or misunderstand.
    static bool isBeyondParser(QByteArrayView parameters);
    /// Whether a style has something that libvterm would not take back.
    static bool hasExtras(const TerminalStyle &style);

    /// The parameters that make the style, as SGR takes them; empty for the default one.
    static QByteArray text(const TerminalStyle &style);

    void applyExtras(TerminalStyle &style) const;
    /// The sequences that are left for libvterm, each of no more parameters than it can hold.
    QList<QByteArray> forParser() const;

private:
    /// Parameters that belong together: "1", "38;5;9", "4:3".
    using Group = QByteArrayView;

    QList<Group> m_groups;
};

} // namespace slipway

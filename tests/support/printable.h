// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

/// Lets QCOMPARE print an enum that has a slipway::toString(); without it, argument-dependent
/// lookup finds that QString-returning function where QTest wants its own. At global scope:
///     SLIPWAY_PRINTABLE(ErrorCode)
#define SLIPWAY_PRINTABLE(TYPE)                                                                    \
    template<>                                                                                     \
    inline const char *QTest::Internal::genericToString<slipway::TYPE>(const void *value)          \
    {                                                                                              \
        const QString text = slipway::toString(*static_cast<const slipway::TYPE *>(value));        \
        return qstrdup(text.toUtf8().constData());                                                 \
    }

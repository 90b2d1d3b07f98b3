// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translations.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace slipway {

void installTranslations(QCoreApplication &application)
{
    auto *translator = new QTranslator(&application);
    const bool found = translator->load(QLocale(), u"slipway"_s, u"_"_s, u":/translations"_s)
        || translator->load(u":/translations/slipway_en.qm"_s);
    Q_ASSERT(found);
    if (found)
        QCoreApplication::installTranslator(translator);
}

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretname.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SecretName)
};

bool mayStandInAName(QChar character)
{
    const char16_t unit = character.unicode();
    return (unit >= u'a' && unit <= u'z') || (unit >= u'A' && unit <= u'Z')
        || (unit >= u'0' && unit <= u'9') || unit == u'_' || unit == u'-' || unit == u'.';
}

} // namespace

Result<SecretName> SecretName::from(const QString &text)
{
    if (text.size() > maximumLength) {
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("The name of a secret has at most %1 characters.").arg(maximumLength));
    }
    if (text.isEmpty() || !std::ranges::all_of(text, mayStandInAName)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("“%1” cannot name a secret: use letters, digits, “_”, “-” and "
                                 "“.” only.")
                           .arg(text));
    }
    return SecretName(text);
}

} // namespace slipway

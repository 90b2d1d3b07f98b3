// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/filetransfers.h"

using namespace Qt::StringLiterals;

namespace slipway {

QString toString(TransferResult::Check check)
{
    switch (check) {
    case TransferResult::Check::None:
        return u"none"_s;
    case TransferResult::Check::Hash:
        return u"hash"_s;
    case TransferResult::Check::ReadBack:
        return u"read-back"_s;
    case TransferResult::Check::Sample:
        return u"sample"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway

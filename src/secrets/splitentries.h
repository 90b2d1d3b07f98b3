// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "secrets/keychainentries.h"

namespace slipway {

/// Values of any size on top of a keychain whose entries are small. A value that is too long for
/// one entry stands in numbered parts; the entry of its own key then lists them. New parts are
/// written beside the old ones before that list changes, so that a value is the old one or the
/// new one whenever it is read.
///
/// Refers to `entries`. Its tasks must be gone before it is.
class SplitEntries
{
public:
    explicit SplitEntries(KeychainEntries &entries) : m_entries(entries) { }

    Task<Result<void>> write(QString key, std::shared_ptr<const Secret> value);
    /// Io when it is damaged.
    Task<Result<std::shared_ptr<Secret>>> read(QString key);
    /// NotFound when it is not there. Looks again afterwards: a keychain that only pretends to
    /// remove is Unavailable.
    Task<Result<void>> remove(QString key);

private:
    struct Parts
    {
        QString generation; ///< empty: the value stands in the entry itself
        qsizetype count = 0;
        qsizetype size = 0;
        QByteArray hash; ///< of the whole value
    };

    static Result<Parts> partsOf(const Secret &head);
    static QString partKey(const QString &key, const Parts &parts, qsizetype number);
    Task<Result<Parts>> oldParts(QString key);
    Task<Result<void>> writeParts(QString key, Parts parts, std::shared_ptr<const Secret> value);
    Task<Result<std::shared_ptr<Secret>>> readParts(QString key, Parts parts);
    Task<bool> removeParts(QString key, Parts parts);

    KeychainEntries &m_entries;
};

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <chrono>
#include <memory>

namespace slipway {

/// The right to write a journal: an flock()ed file beside it. The kernel takes it back when the
/// holder dies, so that there is no stale lock. The file itself stays.
///
/// A holder that stands still (stopped, or hung) dies not: its lock is a lease that its signs of
/// life prolong, and another process of the same boot may take its place when it was silent for
/// too long. Who was replaced learns it from check(), and must not write any more.
class WriterLock
{
public:
    /// From one sign of life to the next.
    static constexpr std::chrono::seconds beatInterval{5};
    /// So long a holder may be silent.
    static constexpr std::chrono::seconds longestSilence{30};

    /// What becomes of a holder that was silent for too long.
    enum class Silent { Respect, Succeed };
    /// Refused with the holder named, when another one writes; Io when the file cannot be made.
    static Result<std::unique_ptr<WriterLock>> take(const QString &path,
                                                    Silent silent = Silent::Respect);
    /// Its holder was silent for too long.
    static bool isAbandoned(const QString &path);
    ~WriterLock();
    Q_DISABLE_COPY_MOVE(WriterLock)

    /// The holder before is silent, and its place is not taken yet.
    bool isSuccessor() const { return m_isSuccessor; }
    /// Takes the place of a silent holder. Only while nobody can write the journal, or the one
    /// that was replaced could be in the middle of it. Refused when the holder lives after all.
    Result<void> succeed();
    /// Refused, with who it was, once another one took the place.
    Result<void> check() const;
    /// A sign of life.
    void beat() const;

private:
    WriterLock(QString path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) { }
    static Result<std::unique_ptr<WriterLock>> takeAfter(const QString &path);
    void writeNote();

    QString m_path;
    int m_descriptor;
    bool m_isSuccessor = false;
    qint64 m_beatPlace = 0; ///< in the file
};

} // namespace slipway

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

#include <QStringView>

namespace slipway {

/// The variables of a shell that reads a file after `set -a`.
class ShellVariables
{
public:
    explicit ShellVariables(const EnvVariables &process);

    std::optional<QByteArray> value(const QByteArray &name) const;
    /// Sets one, and exports it where `set -a` is on; false when it is read-only. The line is where
    /// the file does so.
    [[nodiscard]] bool set(const QByteArray &name, const QByteArray &value, int line);
    [[nodiscard]] bool unset(const QByteArray &name);
    void exportName(const QByteArray &name);
    void makeReadOnly(const QByteArray &name);
    void exportAll(bool exports) { m_exportsAll = exports; }

    struct Variable
    {
        std::optional<QByteArray> value;
        bool isExported = false;
        bool isReadOnly = false;
        int line = 0;  ///< 0: not the file's
        int order = 0; ///< of first appearance in the file, from 1
    };

    /// For an assignment that holds only for one command.
    Variable snapshot(const QByteArray &name) const { return m_variables.value(name); }
    void restore(const QByteArray &name, const Variable &variable);

    /// What a program that is started now finds of what the file has set, in the file's order.
    QList<EnvValue> exported() const;

private:
    QHash<QByteArray, Variable> m_variables;
    bool m_exportsAll = true;
    int m_count = 0;
};

} // namespace slipway

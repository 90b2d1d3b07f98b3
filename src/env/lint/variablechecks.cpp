// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/variablechecks.h"

#include "env/lint/cycles.h"
#include "env/lint/references.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <array>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

/// What an operating system, a container or a build server gives nearly every process.
bool isUsuallyProvided(QByteArrayView name)
{
    constexpr std::array names{"CI",      "HOME",     "HOSTNAME",    "LANG",
                               "LOGNAME", "PATH",     "PWD",         "SHELL",
                               "TEMP",    "TERM",     "TMP",         "TMPDIR",
                               "USER",    "USERNAME", "USERPROFILE", "XDG_RUNTIME_DIR"};
    return std::ranges::any_of(names, [name](const char *known) { return name == known; });
}

class VariableChecks
{
public:
    VariableChecks(const LintInput &input, FindingSink &sink) : m_input(input), m_sink(sink)
    {
        for (const EnvDialect dialect : input.options.dialects) {
            if (traitsOf(dialect).expandsBraces || traitsOf(dialect).expandsBare)
                m_expanding.append(dialect);
        }
    }

    void run()
    {
        if (m_expanding.isEmpty() || !m_input.text.contains('$'))
            return;
        collect();
        findCircles();
        for (const Use &use : std::as_const(m_uses))
            check(use);
    }

private:
    struct Use
    {
        EnvReference reference;
        QByteArrayView key;
        int statement = 0;
        QList<EnvDialect> dialects; ///< those that expand it
    };
    struct Declaration
    {
        int first = 0; ///< the statement
        int count = 0;
        int node = 0;
    };

    void collect()
    {
        int index = 0;
        for (const EnvStatement &statement : m_input.document.statements()) {
            if (statement.hasKey()) {
                const QByteArrayView key = m_input.document.keyOf(statement);
                auto &declaration = m_declarations[key];
                if (declaration.count++ == 0) {
                    declaration.first = index;
                    declaration.node = static_cast<int>(m_declarations.size()) - 1;
                }
                collectUses(statement, key, index);
            }
            ++index;
        }
    }

    void collectUses(const EnvStatement &statement, QByteArrayView key, int index)
    {
        ReferenceScanner scanner(m_input.document, statement);
        while (const auto reference = scanner.next()) {
            Use use{*reference, key, index, {}};
            std::ranges::copy_if(m_expanding, std::back_inserter(use.dialects),
                                 [&](EnvDialect dialect) { return expands(dialect, *reference); });
            if (use.dialects.isEmpty())
                continue;
            // A name once a statement is enough.
            int &lastSeen = m_lastSeen[reference->name];
            if (std::exchange(lastSeen, index + 1) != index + 1)
                m_uses.append(std::move(use));
        }
    }

    bool isGiven(QByteArrayView name) const
    {
        return isUsuallyProvided(name) || m_input.options.process.contains(name.toByteArray());
    }

    /// Only keys that are declared once: what another declaration refers to has its value already.
    void findCircles()
    {
        QList<QList<int>> edges(m_declarations.size());
        for (const Use &use : std::as_const(m_uses)) {
            const auto target = m_declarations.constFind(use.reference.name);
            const Declaration source = m_declarations.value(use.key);
            if (target != m_declarations.cend() && target->count == 1 && source.count == 1
                && !use.reference.hasFallback && !isGiven(use.reference.name))
                edges[source.node].append(target->node);
        }
        m_circles = circlesOf(edges);
    }

    bool isCircular(const Use &use, const Declaration &target) const
    {
        const int circle = m_circles.at(target.node);
        return circle >= 0 && circle == m_circles.at(m_declarations.value(use.key).node)
            && !use.reference.hasFallback;
    }

    void check(const Use &use)
    {
        const QString name = QString::fromUtf8(use.reference.name);
        const auto target = m_declarations.constFind(use.reference.name);
        if (target == m_declarations.cend()) {
            checkUndefined(use, name);
            return;
        }
        if (isCircular(use, *target)) {
            const QString message = use.reference.name == use.key
                ? tr("%1 refers to itself and is set nowhere else, so %2 can give it no value.")
                : tr("%1 refers to a key that refers back to this one, so %2 can give neither its "
                     "value.");
            find(EnvCheck::CyclicVariable, use, message.arg(name, listed(use.dialects)));
            return;
        }
        const QList<EnvDialect> blind = unseeing(use);
        if (target->first > use.statement && !blind.isEmpty() && !isGiven(use.reference.name)
            && !use.reference.hasFallback) {
            const EnvStatement &below = m_input.document.statements().at(target->first);
            find(EnvCheck::ForwardReference, use,
                 tr("%1 is set only below, on line %2, so %3 puts nothing in its place.")
                     .arg(name, QString::number(below.line), listed(blind)));
        }
    }

    void checkUndefined(const Use &use, const QString &name)
    {
        if (use.reference.hasFallback)
            return;
        QList<EnvDialect> blind = use.dialects;
        blind.removeIf([&](EnvDialect dialect) {
            return traitsOf(dialect).usesProcess && isGiven(use.reference.name);
        });
        if (blind.isEmpty())
            return;
        find(EnvCheck::UndefinedVariable, use,
             tr("%1 is not set in this file, so %2 puts nothing in its place unless the "
                "environment has it.")
                 .arg(name, listed(blind)));
    }

    static QList<EnvDialect> unseeing(const Use &use)
    {
        QList<EnvDialect> blind = use.dialects;
        blind.removeIf([](EnvDialect dialect) { return traitsOf(dialect).seesLaterKeys; });
        return blind;
    }

    void find(EnvCheck check, const Use &use, const QString &message)
    {
        m_sink.addIfOn(check, use.reference.range, use.key, message);
    }

    const LintInput &m_input;
    FindingSink &m_sink;
    QList<EnvDialect> m_expanding;
    QHash<QByteArrayView, Declaration> m_declarations;
    QHash<QByteArrayView, int> m_lastSeen; ///< names to statements, from 1
    QList<Use> m_uses;
    QList<int> m_circles;
};

} // namespace

void runVariableChecks(const LintInput &input, FindingSink &sink)
{
    VariableChecks(input, sink).run();
}

} // namespace slipway

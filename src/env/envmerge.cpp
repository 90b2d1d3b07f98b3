// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envmerge.h"

#include "env/envtextedits.h"

#include <QSet>

namespace slipway {
namespace {

using Kind = EnvStatement::Kind;

/// What a file says of a key: nothing, that it is declared, or its value as written.
struct Wording
{
    bool isThere = false;
    bool hasValue = false;
    QByteArrayView value;

    friend bool operator==(const Wording &, const Wording &) = default;
};

Wording wordingOf(const EnvDocument &document, QByteArrayView key)
{
    const EnvStatement *statement = document.find(key);
    if (!statement)
        return {};
    return {true, statement->kind == Kind::Assignment, document.text(statement->value)};
}

/// Collects what makes keys of one document as another's.
class Adoption
{
public:
    Adoption(const EnvDocument &mine, const EnvDocument &theirs, const QList<QByteArray> &keys);
    QList<EnvTextChange> take();

private:
    void changeOrAdd();
    void remove();
    void add(const EnvStatement &statement);
    void change(const EnvStatement &mine, const EnvStatement &theirs);

    const EnvDocument &m_mine;
    const EnvDocument &m_theirs;
    const QByteArray m_lineEnd;
    QSet<QByteArrayView> m_keys;
    QList<EnvTextChange> m_changes;
    qsizetype m_place = 0; ///< behind the key of mine that an added one is to follow
};

Adoption::Adoption(const EnvDocument &mine, const EnvDocument &theirs,
                   const QList<QByteArray> &keys)
    : m_mine(mine)
    , m_theirs(theirs)
    , m_lineEnd(mine.lineEnd())
    , m_keys(keys.cbegin(), keys.cend())
{ }

QList<EnvTextChange> Adoption::take()
{
    m_place = m_mine.bytes().size();
    for (const EnvStatement &statement : m_mine.statements()) {
        if (statement.hasKey()) {
            m_place = statement.range.at;
            break;
        }
    }
    changeOrAdd();
    remove();
    sortEnvTextChanges(m_changes);
    return std::move(m_changes);
}

void Adoption::changeOrAdd()
{
    for (const EnvStatement &statement : m_theirs.statements()) {
        // Of several statements of a key one counts.
        const QByteArrayView key = m_theirs.keyOf(statement);
        if (!statement.hasKey() || m_theirs.find(key) != &statement)
            continue;
        const EnvStatement *mine = m_mine.find(key);
        if (mine) {
            m_place = mine->range.end();
            if (m_keys.contains(key))
                change(*mine, statement);
        } else if (m_keys.contains(key)) {
            add(statement);
        }
    }
}

void Adoption::change(const EnvStatement &mine, const EnvStatement &theirs)
{
    const QByteArrayView value = m_theirs.text(theirs.value);
    if (theirs.kind == Kind::Assignment)
        m_changes.append(replacedEnvValue(m_mine, mine, value));
    else if (mine.kind == Kind::Assignment)
        m_changes.append(EnvTextChange{{mine.key.end(), mine.value.end() - mine.key.end()}, {}});
}

void Adoption::add(const EnvStatement &statement)
{
    const QByteArray text = envStatementText(m_theirs, statement).toByteArray();
    const bool isBehindTheLast = !m_changes.isEmpty()
        && m_changes.last().range == EnvRange{m_place, 0}
        && m_changes.last().inserted.endsWith('\n');
    if (isBehindTheLast)
        m_changes.last().inserted += text + m_lineEnd;
    else
        m_changes.append(insertedEnvLines(m_mine, m_place, text, m_lineEnd));
}

void Adoption::remove()
{
    for (const EnvStatement &statement : m_mine.statements()) {
        const QByteArrayView key = m_mine.keyOf(statement);
        if (statement.hasKey() && m_keys.contains(key) && !m_theirs.find(key))
            m_changes.append(removedEnvLines(m_mine, statement));
    }
}

} // namespace

EnvMerge mergeEnv(const EnvDocument &base, const EnvDocument &mine, const EnvDocument &theirs)
{
    EnvMerge merge;
    QList<QByteArray> keys = theirs.keys();
    for (const QByteArray &key : base.keys()) {
        if (!theirs.find(key))
            keys.append(key);
    }
    for (const QByteArray &key : std::as_const(keys)) {
        const Wording before = wordingOf(base, key);
        const Wording here = wordingOf(mine, key);
        const Wording there = wordingOf(theirs, key);
        if (there == before || there == here)
            continue;
        (here == before ? merge.taken : merge.conflicts).append(key);
    }
    merge.changes = adoptEnvKeys(mine, theirs, merge.taken);
    merge.document = mine;
    merge.document.apply(merge.changes);
    return merge;
}

QList<EnvTextChange> adoptEnvKeys(const EnvDocument &mine, const EnvDocument &theirs,
                                  const QList<QByteArray> &keys)
{
    return Adoption(mine, theirs, keys).take();
}

} // namespace slipway

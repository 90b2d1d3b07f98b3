// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envchangesmodel.h"

#include "env/envcollector.h"
#include "env/envmask.h"

#include <QFontDatabase>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype longestShown = 200;

QString shown(const QByteArray &key, const EnvDocument &document)
{
    const EnvStatement *statement = document.find(key);
    if (statement == nullptr || statement->kind != EnvStatement::Kind::Assignment)
        return {};
    QString text = maskedEnvValue(key, document.text(statement->value));
    text.truncate(longestShown);
    return text.replace(u'\n', u'⏎');
}

} // namespace

EnvReading asWritten(const EnvDocument &document)
{
    EnvCollector collector;
    for (const EnvStatement &statement : document.statements()) {
        if (!statement.hasKey())
            continue;
        std::optional<QByteArray> value;
        if (statement.kind == EnvStatement::Kind::Assignment)
            value = document.text(statement.value).toByteArray();
        collector.set(document.keyOf(statement).toByteArray(), value, statement.line);
    }
    return collector.take();
}

EnvChangesModel::EnvChangesModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{ }

void EnvChangesModel::compare(const EnvDocument &before, const EnvDocument &after, Scope scope)
{
    using State = EnvKeyDifference::State;
    beginResetModel();
    m_lines.clear();
    const EnvDifference difference = differenceOf(asWritten(before), asWritten(after));
    for (const EnvKeyDifference &key : difference) {
        if (key.state == State::Same
            || (key.state == State::Removed && scope == Scope::WithoutRemoved))
            continue;
        m_lines.append({key.key, key.state, shown(key.key, before), shown(key.key, after)});
    }
    endResetModel();
}

int EnvChangesModel::leaveOut(const QSet<QByteArray> &keys)
{
    beginResetModel();
    const auto count
        = m_lines.removeIf([&keys](const Line &line) { return keys.contains(line.key); });
    endResetModel();
    return int(count);
}

QList<QByteArray> EnvChangesModel::keys() const
{
    QList<QByteArray> keys;
    for (const Line &line : m_lines)
        keys.append(line.key);
    return keys;
}

int EnvChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int EnvChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EnvChangesModel::look(const Line &line, int role) const
{
    using State = EnvKeyDifference::State;
    const QString icon = line.state == State::Added ? u"add"_s
        : line.state == State::Removed              ? u"remove"_s
                                                    : u"edit"_s;
    const StepState like = line.state == State::Added ? StepState::Succeeded
        : line.state == State::Removed                ? StepState::Failed
                                                      : StepState::Ready;
    const QColor colour = lookOf(like, m_theming.mode()).foreground;
    if (role == Qt::DecorationRole)
        return tintedIcon(iconPath(icon), colour);
    return colour;
}

QVariant EnvChangesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    using State = EnvKeyDifference::State;
    const Line &line = m_lines.at(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Key:
            return QString::fromUtf8(line.key);
        case Change:
            return line.state == State::Added  ? tr("Added")
                : line.state == State::Removed ? tr("Removed")
                                               : tr("Changed");
        case Before:
            return line.before;
        default:
            return line.after;
        }
    }
    if (role == Qt::FontRole && index.column() != Change)
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (index.column() == Change && (role == Qt::DecorationRole || role == Qt::ForegroundRole))
        return look(line, role);
    return {};
}

QVariant EnvChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Key:
        return tr("Key");
    case Change:
        return tr("Change");
    case Before:
        return tr("Before");
    default:
        return tr("After");
    }
}

} // namespace slipway

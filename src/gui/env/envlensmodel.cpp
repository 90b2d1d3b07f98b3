// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envlensmodel.h"

#include "env/envmask.h"

#include <QFontDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype longestShown = 400;

const EnvValue *valueOf(const EnvReading &reading, const QByteArray &key)
{
    const auto found = std::ranges::find(reading.values, key, &EnvValue::key);
    return found == reading.values.cend() ? nullptr : &*found;
}

bool isProblem(EnvLensModel::State state)
{
    using State = EnvLensModel::State;
    return state == State::Differs || state == State::Unset || state == State::Refused;
}

} // namespace

EnvLensModel::EnvLensModel(Theming &theming, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, [this] {
        if (!m_lines.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

QString EnvLensModel::shown(const std::optional<QByteArray> &value) const
{
    if (!value)
        return tr("declared, without a value");
    if (value->isEmpty())
        return tr("empty");
    QString text
        = m_secrecy == Secrecy::Hidden ? maskedEnvValue(m_key, *value) : QString::fromUtf8(*value);
    if (m_secrecy == Secrecy::Hidden && text.contains(u'•'))
        text = tr("%1  (%n character(s))", "", int(QString::fromUtf8(*value).size())).arg(text);
    text.truncate(longestShown);
    return text.replace(u'\n', u'⏎').replace(u'\t', u'⇥');
}

EnvLensModel::Line EnvLensModel::lineOf(EnvDialect dialect, const EnvReading &reading) const
{
    Line line;
    line.dialect = dialect;
    QStringList errors;
    for (const EnvReadError &error : reading.errors)
        errors.append(error.line > 0 ? tr("Line %1: %2").arg(error.line).arg(error.message)
                                     : error.message);
    line.detail = errors.join(u'\n');
    if (const EnvValue *value = valueOf(reading, m_key)) {
        line.reads = shown(value->value);
        return line;
    }
    const bool refused = reading.values.isEmpty() && !reading.errors.isEmpty();
    line.state = refused ? State::Refused : State::Unset;
    line.reads = refused ? errors.constFirst() : tr("does not get this key");
    return line;
}

void EnvLensModel::setKey(const QByteArray &key, const EnvAnalysis &analysis, EnvDialect main,
                          Secrecy secrecy)
{
    m_key = key;
    m_main = main;
    m_secrecy = secrecy;
    QList<Line> lines;
    const EnvReading *mainReading = analysis.reading(main);
    const EnvValue *mainValue = mainReading != nullptr ? valueOf(*mainReading, key) : nullptr;
    if (!key.isEmpty()) {
        for (const auto &[dialect, reading] : analysis.readings) {
            Line line = lineOf(dialect, reading);
            const EnvValue *value = valueOf(reading, key);
            const bool agree = (value != nullptr) == (mainValue != nullptr)
                && (value == nullptr || value->value == mainValue->value);
            if (dialect == main && line.state != State::Refused)
                line.state = State::Main;
            else if (agree && line.state != State::Refused)
                line.state = State::Same;
            else if (line.state == State::Same)
                line.state = State::Differs;
            lines.append(line);
        }
    }
    if (lines == m_lines)
        return;
    if (lines.size() == m_lines.size()) {
        m_lines = lines;
        if (!m_lines.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_lines = lines;
    endResetModel();
}

int EnvLensModel::differences() const
{
    return int(std::ranges::count_if(m_lines, isProblem, &Line::state));
}

int EnvLensModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int EnvLensModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EnvLensModel::word(State state) const
{
    switch (state) {
    case State::Main:
        return tr("Main");
    case State::Same:
        return tr("Same");
    case State::Differs:
        return tr("Differs");
    case State::Unset:
        return tr("Not set");
    case State::Refused:
        return tr("Refused");
    }
    Q_UNREACHABLE_RETURN({});
}

QVariant EnvLensModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_lines.at(index.row());
    const bool bad = isProblem(line.state);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Loader ? toString(line.dialect)
            : index.column() == Reads   ? line.reads
                                        : word(line.state);
    case Qt::DecorationRole:
        if (index.column() != Verdict)
            return {};
        return m_theming.stateIcon(bad ? StepState::Failed : StepState::Succeeded);
    case Qt::ForegroundRole:
        if (bad && index.column() != Loader)
            return lookOf(StepState::Failed, m_theming.mode()).foreground;
        if (index.column() == Verdict)
            return lookOf(StepState::Succeeded, m_theming.mode()).foreground;
        return {};
    case Qt::FontRole:
        return index.column() == Reads && line.state != State::Unset && line.state != State::Refused
            ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
            : QVariant();
    case Qt::ToolTipRole:
        return line.detail;
    default:
        return {};
    }
}

QVariant EnvLensModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Loader ? tr("Loader") : section == Verdict ? tr("Verdict") : tr("Reads");
}

} // namespace slipway

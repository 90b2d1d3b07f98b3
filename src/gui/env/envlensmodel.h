// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/common/theming.h"
#include "gui/env/envanalysis.h"

#include <QAbstractTableModel>

namespace slipway {

/// What each enabled loader reads for one key: the dialect lens. A loader that reads something else
/// than the main one does is told apart by a word, an icon and red. Secrets are compared, not
/// shown.
class EnvLensModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Loader, Verdict, Reads, ColumnCount };
    enum class State { Main, Same, Differs, Unset, Refused };

    explicit EnvLensModel(Theming &theming, QObject *parent = nullptr);

    enum class Secrecy { Hidden, Shown };
    void setKey(const QByteArray &key, const EnvAnalysis &analysis, EnvDialect main,
                Secrecy secrecy);
    State state(int row) const { return m_lines.at(row).state; }
    /// Loaders that read something else than the main one.
    int differences() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        EnvDialect dialect = EnvDialect::Dotenv;
        State state = State::Same;
        QString reads;
        QString detail;

        friend bool operator==(const Line &, const Line &) = default;
    };
    Line lineOf(EnvDialect dialect, const EnvReading &reading) const;
    QString shown(const std::optional<QByteArray> &value) const;
    QString word(State state) const;

    Theming &m_theming;
    QByteArray m_key;
    EnvDialect m_main = EnvDialect::Dotenv;
    Secrecy m_secrecy = Secrecy::Hidden;
    QList<Line> m_lines;
};

} // namespace slipway

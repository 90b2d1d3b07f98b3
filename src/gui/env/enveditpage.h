// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/env/enveditor.h"
#include "gui/env/envtextedit.h"

#include <QWidget>

#include <memory>

class QMenu;

namespace Ui {
class EnvEditPage;
}

namespace slipway {

class CodeHighlighter;
class EnvIssuesModel;
class EnvLensModel;
class EnvTableFilter;
class EnvTableModel;
class FindBar;

/// Table and text of an EnvEditor side by side, its issues and the dialect lens below. What is
/// chosen in one is chosen in all.
class EnvEditPage : public QWidget
{
    Q_OBJECT
public:
    EnvEditPage(EnvEditor &editor, Theming &theming, QWidget *parent = nullptr);
    ~EnvEditPage() override;

    /// The key that is chosen, in the file or missing; empty: none.
    QByteArray currentKey() const { return m_key; }
    void chooseKey(const QByteArray &key);
    void openSearch();
    EnvTextEdit *text() const { return m_text; }
    void setKnownKeys(const QList<EnvKnownKey> &keys);
    /// What can be done with the chosen key's secret now; each reason why not is its tool tip.
    struct KeyOffers
    {
        bool canGenerate = false;
        bool canMove = false;
        bool isKept = false;
        QString whyNotMove;
    };
    void setOffers(const KeyOffers &offers);

Q_SIGNALS:
    void keyChosen(const QByteArray &key);
    void addRequested();
    void copyRequested(const QByteArray &key);
    void generateRequested(const QByteArray &key);
    /// To the keychain, or back from it when it is there.
    void keychainRequested(const QByteArray &key);
    void profileChosen(const slipway::EnvProfile &profile);
    void problem(const slipway::Error &error);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void makeText();
    void makeLists();
    void makeDialectMenu();
    void connectTable();
    void refresh();
    void refreshCounts();
    void refreshMarks();
    void refreshLens();
    bool isMissing(const QByteArray &key) const;
    void editValue();
    void spanHeadings();
    void takeKey(const QByteArray &key);
    void followCaret();
    void followRow();
    void goToFinding(const EnvFinding &finding);
    void showFixes(const QList<EnvFinding> &findings, const QPoint &at);
    void addFixes(QMenu *menu, const EnvFinding &finding);
    QList<EnvFinding> findingsAtCaret() const;
    void fitColumns();
    void tell(const Result<void> &done);

    EnvEditor &m_editor;
    Theming &m_theming;
    std::unique_ptr<Ui::EnvEditPage> m_ui;
    EnvTableModel *m_table;
    EnvTableFilter *m_filter;
    EnvIssuesModel *m_issues;
    EnvLensModel *m_lens;
    EnvTextEdit *m_text = nullptr;
    FindBar *m_find = nullptr;
    CodeHighlighter *m_highlighter = nullptr; ///< made with the first file
    QMenu *m_dialects;
    QByteArray m_key;
    KeyOffers m_offers;
    bool m_following = false;
};

} // namespace slipway

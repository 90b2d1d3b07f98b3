// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/enveditpage.h"

#include "gui/code/codehighlighter.h"
#include "gui/code/findbar.h"
#include "gui/env/envissuesmodel.h"
#include "gui/env/envlensmodel.h"
#include "gui/env/envtabledelegate.h"
#include "gui/env/envtablefilter.h"
#include "gui/env/envtablemodel.h"
#include "ui_enveditpage.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QMenu>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int narrowTable = 620;

void setCount(QToolButton *button, const QString &word, int count)
{
    button->setText(count > 0 ? u"%1  %2"_s.arg(word).arg(count) : word);
}

} // namespace

EnvEditPage::EnvEditPage(EnvEditor &editor, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_theming(theming)
    , m_ui(std::make_unique<Ui::EnvEditPage>())
    , m_table(new EnvTableModel(editor.reveal(), theming, this))
    , m_filter(new EnvTableFilter(this))
    , m_issues(new EnvIssuesModel(theming, this))
    , m_lens(new EnvLensModel(theming, this))
    , m_dialects(new QMenu(this))
{
    setObjectName(u"envEditPage"_s);
    m_ui->setupUi(this);
    makeTable();
    makeText();
    makeLists();
    makeDialectMenu();
    connectTable();
    connect(&m_editor, &EnvEditor::analysisChanged, this, &EnvEditPage::refresh);
    connect(&m_editor, &EnvEditor::stateChanged, this, [this] {
        m_text->setReadOnly(m_editor.isReadOnly());
        if (m_highlighter == nullptr && m_editor.state() == EnvEditor::State::Open) {
            m_highlighter = new CodeHighlighter(m_editor.buffer().text(), m_theming);
            m_highlighter->setFileName(u".env"_s);
        }
        takeKey({});
        refresh();
    });
    connect(&m_editor.reveal(), &EnvReveal::changed, this, &EnvEditPage::refreshLens);
    setOffers({});
    refresh();
}

EnvEditPage::~EnvEditPage() = default;

void EnvEditPage::makeTable()
{
    m_filter->setSourceModel(m_table);
    QTreeView *view = m_ui->envTable;
    view->setModel(m_filter);
    auto *delegate = new EnvTableDelegate(m_theming, view);
    view->setItemDelegate(delegate);
    view->setIndentation(measure::inside);
    view->setItemsExpandable(false);
    view->setAllColumnsShowFocus(true);
    view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    view->header()->setStretchLastSection(true);
    view->header()->setHighlightSections(false);
    view->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(delegate, &EnvTableDelegate::eyePressed, &m_editor.reveal(), &EnvReveal::toggle);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &EnvEditPage::spanHeadings);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &EnvEditPage::spanHeadings);
    m_ui->sideSplit->setStretchFactor(0, 11);
    m_ui->sideSplit->setStretchFactor(1, 9);
    m_ui->mainSplit->setStretchFactor(0, 7);
    m_ui->mainSplit->setStretchFactor(1, 3);
    m_ui->mainSplit->setSizes({640, 260});
    m_ui->bottomSplit->setStretchFactor(0, 11);
    m_ui->bottomSplit->setStretchFactor(1, 9);
}

void EnvEditPage::makeText()
{
    m_text = new EnvTextEdit(m_editor.buffer(), m_editor.reveal(), m_theming, m_ui->textPane);
    m_find = new FindBar(m_text, m_theming, m_ui->textPane);
    m_ui->textLayout->addWidget(m_find);
    m_ui->textLayout->addWidget(m_text, 1);
    connect(m_text, &QPlainTextEdit::cursorPositionChanged, this, &EnvEditPage::followCaret);
    connect(m_text, &EnvTextEdit::fixesRequested, this,
            [this](const QPoint &at) { showFixes(findingsAtCaret(), at); });
    auto *reveal = new QShortcut(QKeySequence(u"Ctrl+E"_s), this);
    reveal->setContext(Qt::WidgetWithChildrenShortcut);
    connect(reveal, &QShortcut::activated, this, [this] {
        if (!m_key.isEmpty())
            m_editor.reveal().toggle(m_key);
    });
    // One undo stack, wherever the keys are.
    for (QWidget *pane : {m_ui->tablePane, m_ui->issuesPane}) {
        auto *undo = new QShortcut(QKeySequence(QKeySequence::Undo), pane);
        undo->setContext(Qt::WidgetWithChildrenShortcut);
        connect(undo, &QShortcut::activated, m_text, &QPlainTextEdit::undo);
        auto *redo = new QShortcut(QKeySequence(QKeySequence::Redo), pane);
        redo->setContext(Qt::WidgetWithChildrenShortcut);
        connect(redo, &QShortcut::activated, m_text, &QPlainTextEdit::redo);
    }
}

void EnvEditPage::makeLists()
{
    m_ui->issuesList->setModel(m_issues);
    m_ui->issuesList->setTextElideMode(Qt::ElideRight);
    m_ui->issuesList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_ui->issuesList->setIconSize({measure::inside * 2, measure::inside * 2});
    m_ui->issuesList->setContextMenuPolicy(Qt::CustomContextMenu);
    m_ui->lensTable->setModel(m_lens);
    m_ui->lensTable->verticalHeader()->hide();
    m_ui->lensTable->horizontalHeader()->setStretchLastSection(true);
    m_ui->lensTable->horizontalHeader()->setHighlightSections(false);
    m_ui->lensTable->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_ui->lensTable->verticalHeader()->setDefaultSectionSize(fontMetrics().height()
                                                             + 2 * measure::inside - 2);
    connect(m_ui->issuesList, &QListView::activated, this,
            [this](const QModelIndex &index) { goToFinding(m_issues->finding(index.row())); });
    connect(m_ui->issuesList, &QListView::clicked, this,
            [this](const QModelIndex &index) { goToFinding(m_issues->finding(index.row())); });
    const auto fixes = [this] {
        const QModelIndex index = m_ui->issuesList->currentIndex();
        if (index.isValid())
            showFixes({m_issues->finding(index.row())},
                      m_ui->issuesList->viewport()->mapToGlobal(
                          m_ui->issuesList->visualRect(index).bottomLeft()));
    };
    connect(m_ui->issuesList, &QWidget::customContextMenuRequested, this, fixes);
    auto *shortcut = new QShortcut(QKeySequence(u"Alt+Return"_s), m_ui->issuesList);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, fixes);
}

void EnvEditPage::makeDialectMenu()
{
    m_dialects->setObjectName(u"dialectMenu"_s);
    m_ui->dialectButton->setMenu(m_dialects);
    connect(m_dialects, &QMenu::aboutToShow, this, [this] {
        m_dialects->clear();
        const EnvProfile profile = m_editor.profile();
        m_dialects->addSection(tr("Programs that read this file"));
        for (const EnvDialect dialect : allEnvDialects()) {
            QAction *action = m_dialects->addAction(toString(dialect));
            action->setCheckable(true);
            action->setChecked(profile.dialects.contains(dialect));
            action->setEnabled(dialect != profile.main);
            connect(action, &QAction::toggled, this, [this, dialect](bool on) {
                EnvProfile chosen = m_editor.profile();
                chosen.dialects.removeAll(dialect);
                if (on)
                    chosen.dialects.append(dialect);
                std::ranges::sort(chosen.dialects);
                Q_EMIT profileChosen(chosen);
            });
        }
        QMenu *main = m_dialects->addMenu(tr("Main one, whose values are shown"));
        auto *group = new QActionGroup(main);
        for (const EnvDialect dialect : profile.dialects) {
            QAction *action = group->addAction(toString(dialect));
            main->addAction(action);
            action->setCheckable(true);
            action->setChecked(dialect == profile.main);
            connect(action, &QAction::triggered, this, [this, dialect] {
                EnvProfile chosen = m_editor.profile();
                chosen.main = dialect;
                Q_EMIT profileChosen(chosen);
            });
        }
    });
}

void EnvEditPage::connectTable()
{
    using Show = EnvTableFilter::Show;
    auto *shown = new QButtonGroup(this);
    const auto choice = [&](QToolButton *button, Show show) {
        shown->addButton(button);
        connect(button, &QToolButton::clicked, m_filter, [this, show] {
            m_filter->setShow(show);
            spanHeadings();
        });
    };
    choice(m_ui->showAll, Show::All);
    choice(m_ui->showErrors, Show::Errors);
    choice(m_ui->showMissing, Show::Missing);
    choice(m_ui->showSecrets, Show::Secrets);
    connect(m_ui->envSearch, &QLineEdit::textChanged, m_filter, [this](const QString &text) {
        m_filter->setText(text);
        spanHeadings();
    });
    connect(m_ui->envTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &EnvEditPage::followRow);
    connect(m_table, &EnvTableModel::valueEntered, this,
            [this](const QByteArray &key, int occurrence, const QByteArray &value) {
                tell(m_editor.setValueAt(key, occurrence, value));
            });
    connect(m_table, &EnvTableModel::keyEntered, this,
            [this](const QByteArray &key, const QByteArray &newKey) {
                tell(m_editor.rename(key, newKey));
            });
    m_theming.dress(m_ui->envAddButton, u"add"_s);
    m_theming.dress(m_ui->envCopyButton, u"copy"_s);
    m_theming.dress(m_ui->generateButton, u"generate"_s);
    m_theming.dress(m_ui->keychainButton, u"lock"_s);
    connect(m_ui->envTable, &QTreeView::activated, this, &EnvEditPage::editValue);
    connect(m_ui->envAddButton, &QToolButton::clicked, this, [this] {
        if (isMissing(m_key))
            editValue();
        else
            Q_EMIT addRequested();
    });
    connect(m_ui->envCopyButton, &QToolButton::clicked, this,
            [this] { Q_EMIT copyRequested(m_key); });
    connect(m_ui->generateButton, &QToolButton::clicked, this,
            [this] { Q_EMIT generateRequested(m_key); });
    connect(m_ui->keychainButton, &QToolButton::clicked, this,
            [this] { Q_EMIT keychainRequested(m_key); });
}

void EnvEditPage::tell(const Result<void> &done)
{
    if (!done)
        Q_EMIT problem(done.error());
}

bool EnvEditPage::isMissing(const QByteArray &key) const
{
    return !key.isEmpty() && m_editor.document().find(key) == nullptr;
}

void EnvEditPage::editValue()
{
    const QModelIndex value = m_ui->envTable->currentIndex().siblingAtColumn(EnvTableModel::Value);
    if (value.flags() & Qt::ItemIsEditable)
        m_ui->envTable->edit(value);
}

void EnvEditPage::spanHeadings()
{
    for (int row = 0; row < m_filter->rowCount(); ++row)
        m_ui->envTable->setFirstColumnSpanned(row, {}, true);
    m_ui->envTable->expandAll();
}

void EnvEditPage::refresh()
{
    const EnvAnalysis &analysis = m_editor.analysis();
    const QScopedValueRollback following(m_following, true);
    m_table->setSections(analysis.sections);
    m_issues->setFindings(analysis.findings);
    m_ui->issuesList->setVisible(!analysis.findings.isEmpty());
    m_ui->issuesEmpty->setVisible(analysis.findings.isEmpty());
    if (const QModelIndex row = m_filter->mapFromSource(m_table->indexOf(m_key)); row.isValid()) {
        if (m_ui->envTable->currentIndex().siblingAtColumn(0) != row)
            m_ui->envTable->setCurrentIndex(row);
    }
    refreshCounts();
    refreshMarks();
    refreshLens();
}

void EnvEditPage::refreshCounts()
{
    const EnvAnalysis &analysis = m_editor.analysis();
    int wrong = 0;
    for (const EnvSection &section : analysis.sections)
        wrong += int(std::ranges::count(section.rows, EnvSeverity::Error, &EnvRow::worst));
    setCount(m_ui->showAll, tr("All"), analysis.keys);
    setCount(m_ui->showErrors, tr("Errors"), wrong);
    setCount(m_ui->showMissing, tr("Missing"), analysis.missing);
    setCount(m_ui->showSecrets, tr("Secrets"), analysis.secrets);
    QStringList counts;
    if (analysis.errors > 0)
        counts << tr("%n error(s)", "", analysis.errors);
    if (analysis.warnings > 0)
        counts << tr("%n warning(s)", "", analysis.warnings);
    if (analysis.hints > 0)
        counts << tr("%n hint(s)", "", analysis.hints);
    m_ui->issuesCounts->setText(counts.join(u" · "_s));
}

void EnvEditPage::refreshMarks()
{
    if (!m_editor.isAnalysisCurrent())
        return; // the next look brings places that are true again
    QList<CodeMark> marks;
    for (const EnvFinding &finding : m_editor.analysis().findings) {
        if (finding.range.size == 0 && !finding.key.isEmpty()
            && m_editor.document().find(finding.key) == nullptr)
            continue;
        CodeMark mark;
        mark.position = m_editor.buffer().positionOf(finding.range.at);
        mark.length = m_editor.buffer().positionOf(finding.range.end()) - mark.position;
        mark.severity = codeSeverity(finding.severity);
        mark.message = finding.fix
            ? tr("%1 (Alt+Enter: %2)").arg(finding.message, finding.fix->title)
            : finding.message;
        mark.check = finding.check;
        marks.append(mark);
    }
    m_text->setMarks(marks);
}

void EnvEditPage::refreshLens()
{
    const bool isRevealed = m_editor.reveal().isRevealed(m_key);
    m_lens->setKey(m_key, m_editor.analysis(), m_editor.profile().main,
                   isRevealed ? EnvLensModel::Secrecy::Shown : EnvLensModel::Secrecy::Hidden);
    const bool any = m_lens->rowCount() > 0;
    m_ui->lensTable->setVisible(any);
    m_ui->lensEmpty->setVisible(!any);
    m_ui->lensTable->resizeColumnToContents(EnvLensModel::Loader);
    m_ui->lensTable->resizeColumnToContents(EnvLensModel::Verdict);
    const int differences = m_lens->differences();
    m_ui->lensKey->setText(
        m_key.isEmpty() ? QString()
            : differences > 0
            ? tr("%1 · %n loader(s) differ", "", differences).arg(QString::fromUtf8(m_key))
            : tr("%1 · all agree").arg(QString::fromUtf8(m_key)));
    m_ui->dialectButton->setText(tr("Loaders: %1").arg(m_editor.profile().dialects.size()));
}

void EnvEditPage::takeKey(const QByteArray &key)
{
    if (key == m_key)
        return;
    m_key = key;
    refreshLens();
    Q_EMIT keyChosen(key);
}

void EnvEditPage::followCaret()
{
    if (m_following)
        return;
    const EnvStatement *statement = m_editor.buffer().statementOf(m_text->textCursor().block());
    if (statement == nullptr || !statement->hasKey())
        return;
    const QScopedValueRollback following(m_following, true);
    takeKey(m_editor.document().keyOf(*statement).toByteArray());
    if (const QModelIndex row = m_filter->mapFromSource(m_table->indexOf(m_key)); row.isValid())
        m_ui->envTable->setCurrentIndex(row);
}

void EnvEditPage::followRow()
{
    if (m_following)
        return;
    const QModelIndex index = m_ui->envTable->currentIndex().siblingAtColumn(0);
    const QByteArray key = index.data(EnvTableModel::KeyRole).toByteArray();
    const QScopedValueRollback following(m_following, true);
    takeKey(key);
    const int line = index.data(EnvTableModel::LineRole).toInt();
    if (!key.isEmpty() && line > 0)
        m_text->goTo(line);
}

void EnvEditPage::chooseKey(const QByteArray &key)
{
    m_ui->envSearch->clear();
    m_ui->showAll->click();
    const QModelIndex row = m_filter->mapFromSource(m_table->indexOf(key));
    if (row.isValid()) {
        m_ui->envTable->setCurrentIndex(row);
        m_ui->envTable->scrollTo(row);
        m_ui->envTable->setFocus();
    }
}

void EnvEditPage::openSearch()
{
    m_find->open();
}

void EnvEditPage::setKnownKeys(const QList<EnvKnownKey> &keys)
{
    m_text->setKnownKeys(keys);
}

void EnvEditPage::setOffers(const KeyOffers &offers)
{
    m_offers = offers;
    m_ui->rowLabel->setText(QString::fromUtf8(m_key));
    const bool isThere = m_editor.document().find(m_key) != nullptr;
    m_ui->envCopyButton->setEnabled(isThere);
    m_ui->envAddButton->setText(isMissing(m_key) ? tr("Add this key") : tr("Add a key"));
    m_ui->generateButton->setVisible(offers.canGenerate);
    m_ui->keychainButton->setVisible(offers.canMove || !offers.whyNotMove.isEmpty());
    m_ui->keychainButton->setEnabled(offers.canMove);
    m_ui->keychainButton->setText(offers.isKept ? tr("Back into the file")
                                                : tr("Move to keychain"));
    m_ui->keychainButton->setToolTip(offers.whyNotMove);
}

void EnvEditPage::goToFinding(const EnvFinding &finding)
{
    if (finding.range.size == 0 && m_editor.document().find(finding.key) == nullptr
        && !finding.key.isEmpty()) {
        chooseKey(finding.key);
        return;
    }
    m_text->goTo(finding.line, finding.column);
}

QList<EnvFinding> EnvEditPage::findingsAtCaret() const
{
    QList<EnvFinding> found;
    const int line = m_text->textCursor().blockNumber() + 1;
    const EnvStatement *statement = m_editor.buffer().statementOf(m_text->textCursor().block());
    for (const EnvFinding &finding : m_editor.analysis().findings) {
        const bool isHere = finding.line == line
            || (statement != nullptr && finding.line >= statement->line
                && finding.line < statement->line + statement->lineCount);
        if (isHere)
            found.append(finding);
    }
    return found;
}

void EnvEditPage::addFixes(QMenu *menu, const EnvFinding &finding)
{
    if (!finding.fix)
        return;
    QStringList names;
    for (const EnvDialect dialect : finding.fix->changesValuesIn)
        names.append(toString(dialect));
    const QString title = names.isEmpty()
        ? finding.fix->title
        : tr("%1 (changes the value in %2)").arg(finding.fix->title, names.join(u", "_s));
    QAction *action = menu->addAction(m_theming.icon(u"check"_s), title);
    connect(action, &QAction::triggered, this, [this, finding] { tell(m_editor.fix(finding)); });
}

void EnvEditPage::showFixes(const QList<EnvFinding> &findings, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"fixMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const EnvFinding &finding : findings)
        addFixes(menu, finding);
    const QByteArray key = findings.isEmpty() ? m_key : findings.constFirst().key;
    if (key == m_key && m_offers.canGenerate) {
        connect(menu->addAction(m_theming.icon(u"generate"_s), tr("Generate a new value")),
                &QAction::triggered, this, [this, key] { Q_EMIT generateRequested(key); });
    }
    if (key == m_key && m_offers.canMove && !m_offers.isKept) {
        connect(menu->addAction(m_theming.icon(u"lock"_s), tr("Move to the keychain")),
                &QAction::triggered, this, [this, key] { Q_EMIT keychainRequested(key); });
    }
    if (menu->isEmpty())
        menu->addAction(findings.isEmpty() ? tr("Nothing to mend here")
                                           : tr("This has to be mended by hand"))
            ->setEnabled(false);
    menu->popup(at);
}

void EnvEditPage::fitColumns()
{
    QTreeView *view = m_ui->envTable;
    const int width = view->viewport()->width();
    const bool narrow = width < narrowTable;
    view->setColumnHidden(EnvTableModel::Type, narrow);
    view->setColumnHidden(EnvTableModel::Source, narrow);
    view->setColumnWidth(EnvTableModel::Key, std::clamp(width * 30 / 100, 120, 260));
    view->setColumnWidth(EnvTableModel::Value, std::clamp(width * 28 / 100, 110, 320));
    view->setColumnWidth(EnvTableModel::Type, 76);
    view->setColumnWidth(EnvTableModel::Source, 100);
}

void EnvEditPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

} // namespace slipway
